/** Puts the operations together: a Store over a dialect. Nothing is decided here. */
import { appendBatches } from './append-batches.ts'
import { checkCounts } from './check-counts.ts'
import { claimStream } from './claim-stream.ts'
import { compactRaw } from './compact-raw.ts'
import { createKeyword } from './create-keyword.ts'
import { createStream } from './create-stream.ts'
import { deleteKeyword } from './delete-keyword.ts'
import { deleteStream } from './delete-stream.ts'
import type { Dialect } from './dialects/dialect.ts'
import {
  listActiveKeywords,
  listKeywords,
  readKeyword,
  readKeywordHistory,
} from './list-keywords.ts'
import { listGaps } from './list-gaps.ts'
import { listPosts } from './list-posts.ts'
import { indexPending } from './index-pending.ts'
import { listRejects } from './list-rejects.ts'
import { listStreams, readSealedToken, readStream } from './list-streams.ts'
import { deleteProcess, listProcesses, writeProcess } from './processes.ts'
import { readCoverage } from './read-coverage.ts'
import { readOverlap } from './read-overlap.ts'
import { readLastSeq, readPost, readPostsAfter, readRaw } from './read-posts.ts'
import { readSeries } from './read-series.ts'
import { readSummary } from './read-summary.ts'
import { readTop } from './read-top.ts'
import { releaseProcess, releaseStream } from './release-stream.ts'
import { renewLeases } from './renew-leases.ts'
import { setDesired } from './set-desired.ts'
import type { Store } from './store.ts'
import { readNetworkUsage, readUsageDays, writeNetworkUsage } from './usage.ts'
import { updateKeyword } from './update-keyword.ts'
import { updateStream } from './update-stream.ts'
import { writeDeliveries } from './write-deliveries.ts'
import { markCoverage, writeStreamStatus } from './write-stream-status.ts'

export function composeStore(dialect: Dialect, options: { stallLimitMs: number }): Store {
  const { stallLimitMs } = options
  return {
    dialect: dialect.name,

    createKeyword: (input) => createKeyword(dialect, input),
    listKeywords: (page) => listKeywords(dialect, page),
    readKeyword: (id) => readKeyword(dialect, id),
    updateKeyword: (id, change) => updateKeyword(dialect, id, change),
    deleteKeyword: (id, how) => deleteKeyword(dialect, id, how),
    readKeywordHistory: (id) => readKeywordHistory(dialect, id),
    listActiveKeywords: (network) => listActiveKeywords(dialect, network),
    writeDeliveries: (streamId, epoch, atMs, deliveries) =>
      writeDeliveries(dialect, streamId, epoch, atMs, deliveries),

    createStream: (input) => createStream(dialect, input),
    listStreams: () => listStreams(dialect),
    readStream: (id) => readStream(dialect, id),
    readSealedToken: (id) => readSealedToken(dialect, id),
    updateStream: (id, change) => updateStream(dialect, id, change),
    deleteStream: (id) => deleteStream(dialect, id),
    setDesired: (id, desired, atMs) => setDesired(dialect, id, desired, atMs),
    claimStream: (id, owner, ttlMs) => claimStream(dialect, id, owner, ttlMs),
    renewLeases: (owner, held, ttlMs) => renewLeases(dialect, owner, held, ttlMs),
    releaseStream: (id, epoch, end) => releaseStream(dialect, id, epoch, end),
    releaseProcess: (owner) => releaseProcess(dialect, owner),
    writeStreamStatus: (id, epoch, status, atMs) =>
      writeStreamStatus(dialect, id, epoch, status, atMs),
    markCoverage: (id, epoch, mark) => markCoverage(dialect, id, epoch, mark),
    listGaps: (id, endsAfterMs) => listGaps(dialect, id, endsAfterMs),

    appendBatches: (batches) => appendBatches(dialect, batches),
    checkCounts: () => checkCounts(dialect),
    indexPending: () => indexPending(dialect),
    compactRaw: (how) => compactRaw(dialect, how),

    listPosts: (filter, page) => listPosts(dialect, filter, page),
    readPost: (network, id) => readPost(dialect, network, id),
    readRaw: (network, id) => readRaw(dialect, network, id),
    readPostsAfter: (afterSeq, limit) => readPostsAfter(dialect, afterSeq, limit),
    readLastSeq: () => readLastSeq(dialect),
    listRejects: (streamId, page) => listRejects(dialect, streamId, page),

    readSeries: (id, bucket, fromMs, toMs) =>
      readSeries(dialect, id, bucket, fromMs, toMs, stallLimitMs),
    readTop: (id, facet, fromMs, toMs, limit) => readTop(dialect, id, facet, fromMs, toMs, limit),
    readSummary: (id, fromMs, toMs) => readSummary(dialect, id, fromMs, toMs, stallLimitMs),
    readOverlap: (ids, fromMs, toMs) => readOverlap(dialect, ids, fromMs, toMs),
    readCoverage: (filter) => readCoverage(dialect, filter, stallLimitMs),

    readUsageDays: (fromMs, toMs) => readUsageDays(dialect, fromMs, toMs),
    readNetworkUsage: () => readNetworkUsage(dialect),
    writeNetworkUsage: (streamId, usage) => writeNetworkUsage(dialect, streamId, usage),

    writeProcess: (info) => writeProcess(dialect, info),
    deleteProcess: (id) => deleteProcess(dialect, id),
    listProcesses: () => listProcesses(dialect),

    ping: async () => {
      await dialect.read.selectFrom('magpie_schema').select('version').execute()
    },
    [Symbol.asyncDispose]: async () => dialect[Symbol.asyncDispose](),
  }
}

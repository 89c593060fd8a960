/**
 * The sandbox: a stand-in for the X API v2 over real HTTP, on loopback. Real bytes, X's limits and
 * refusals, faults on demand.
 *
 * Owns: the server and its socket, the app's rules, the posts it makes up (or the recording it
 * plays). Takes: a port, a rate, a seed, a token. Gives: an address that any client of the X API
 * can read, and what it knows of itself, for tests. Must not know: who reads it; nothing of Magpie
 * but the rule language.
 *
 *   http/      server, bodies, limits, X's refusals
 *   endpoints/ one file for each group of X's paths
 *   rules/     the app's rules, their shares of the posts, verdicts
 *   posts/     made-up posts, their rendering, their history; posts/texts/ what they say
 *   stream/    open streams, the feed, recordings
 *   control/   faults and settings on demand
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError, systemCodeOf } from '../lib/errors.ts'
import { applyControl } from './control/apply-control.ts'
import type { ControlAction } from './control/control-action.ts'
import { OrderedRefusals } from './control/ordered-refusals.ts'
import { createConnectionsEndpoints } from './endpoints/connections.ts'
import { createControlEndpoints } from './endpoints/control.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import { createRulesEndpoints } from './endpoints/rules.ts'
import { createSearchEndpoint } from './endpoints/search-recent.ts'
import { createStreamEndpoints, FILTERED_STREAM, SAMPLE_STREAM } from './endpoints/stream.ts'
import { createUsageEndpoint } from './endpoints/usage.ts'
import { createHttpServer } from './http/http-server.ts'
import { createRateLimits } from './http/rate-limits.ts'
import { PostHistory } from './posts/post-history.ts'
import { PostProducer } from './posts/post-producer.ts'
import { createSampleSource } from './posts/sample-source.ts'
import { RuleBook } from './rules/rule-book.ts'
import type { SandboxState } from './sandbox-state.ts'
import { createSandboxTime, createSettings, type SandboxOptions } from './settings.ts'
import { createSnowflakes } from './snowflake.ts'
import { DeliveryLog } from './stream/delivery-log.ts'
import { Feed } from './stream/feed.ts'
import { ReplayFile } from './stream/replay-file.ts'
import { StreamConnections } from './stream/stream-connections.ts'

export type { SandboxOptions } from './settings.ts'

const HOST = '127.0.0.1'

export interface Sandbox extends AsyncDisposable {
  readonly url: string
  readonly token: string
  readonly port: number
  /** What `POST /sandbox/control` does; answers how many streams (or posts) it touched. */
  control(action: ControlAction): number
  /** What `GET /sandbox/state` answers. */
  state(after?: number, limit?: number): SandboxState
}

/**
 * Listens when it returns. Throws ConfigError: port taken, recording unreadable, an option that
 * cannot be.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const parts = createParts(options)
  const token = options.token ?? randomBytes(24).toString('base64url')
  const server = createHttpServer({ ...parts, token, endpoints: createEndpoints(parts) })
  try {
    await listen(server, options.port)
  } catch (error) {
    parts.close()
    throw error
  }
  for (const fault of options.faults ?? []) applyControl(fault, parts)
  const { port } = server.address() as AddressInfo
  let closed: Promise<unknown> | null = null
  return {
    url: `http://${HOST}:${port}`,
    token,
    port,
    control: (action) => applyControl(action, parts),
    state: (after = 0, limit = Number.MAX_SAFE_INTEGER) => parts.readState(after, limit),
    async [Symbol.asyncDispose]() {
      if (closed === null) {
        parts.close()
        closed = once(server, 'close')
        server.close()
        server.closeAllConnections()
      }
      await closed
    },
  }
}

function createParts(options: SandboxOptions) {
  const settings = createSettings(options)
  const time = createSandboxTime(options.clock, settings)
  const ids = createSnowflakes()
  const rules = new RuleBook(settings, time, ids)
  const history = new PostHistory()
  const log = new DeliveryLog()
  const connections = new StreamConnections(settings, time)
  const replay = options.replayFile === null ? null : new ReplayFile(options.replayFile)
  const source = replay ?? new PostProducer({ seed: options.seed, settings, rules, ids, history })
  const feedParts = { settings, time, connections, log }
  const feed = new Feed({ ...feedParts, source, endpointName: FILTERED_STREAM })
  const sampleFeed = new Feed({
    ...feedParts,
    source: createSampleSource({ seed: options.seed, settings, time, ids }),
    endpointName: SAMPLE_STREAM,
  })
  const limits = createRateLimits(settings, time)
  const refusals = new OrderedRefusals()
  const wakeFeed = (): void => {
    feed.wake()
    sampleFeed.wake()
  }
  return {
    settings,
    time,
    rules,
    history,
    log,
    connections,
    feed,
    limits,
    refusals,
    onChange: wakeFeed,
    onReader: wakeFeed,
    readState(after: number, limit: number): SandboxState {
      const { firstIndex, ids: deliveredIds } = log.slice(after, limit)
      return {
        connections: connections.counts,
        rules: rules.list().map(({ id, value, tag }) => ({ id, value, tag })),
        produced: history.total,
        delivered: log.total,
        deliveredIds,
        firstIndex,
        nextAfter: firstIndex + deliveredIds.length,
        bufferedBytes: connections.open.reduce((sum, each) => sum + each.bufferedBytes, 0),
        debtBytes: feed.debtBytes,
        orderedRefusals: refusals.left,
        postsPerSecond: settings.postsPerSecond,
        skewMs: settings.skewMs,
        replay: replay && { played: replay.played, done: replay.isDone },
      }
    },
    close(): void {
      feed.close()
      sampleFeed.close()
      replay?.[Symbol.dispose]()
    },
  }
}

type Parts = ReturnType<typeof createParts>

function createEndpoints(parts: Parts): Endpoint[] {
  return [
    ...createStreamEndpoints(parts),
    ...createRulesEndpoints(parts),
    createSearchEndpoint(parts),
    ...createConnectionsEndpoints(parts.connections),
    createUsageEndpoint(parts.log, parts.time),
    ...createControlEndpoints({
      apply: (action) => applyControl(action, parts),
      readState: (after, limit) => parts.readState(after, limit),
    }),
  ]
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, HOST)
  try {
    await once(server, 'listening')
  } catch (error) {
    if (systemCodeOf(error) !== 'EADDRINUSE') throw error
    throw new ConfigError(
      `Port ${port} is taken by another program: give the sandbox another one with --port (0: any free one).`,
      { cause: error },
    )
  }
}

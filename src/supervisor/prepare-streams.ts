/**
 * What the first start puts into an empty database, and what each start brings up to date: the stream `x` of the
 * environment's token, or the sandbox with its stream and sample keywords.
 */
import type { Config } from '../config/config.ts'
import { asStreamId } from '../domain/ids.ts'
import type { Stream, StreamSettings } from '../domain/stream.ts'
import { isSampleKeyword, SAMPLE_KEYWORDS } from '../domain/sample-keywords.ts'
import type { Store } from '../store/store.ts'

const SANDBOX_STREAM_ID = asStreamId('sandbox')
const X_STREAM_ID = asStreamId('x')

export type SealToken = (token: string) => { sealed: string; last4: string }

/** Settings of a filtered stream with everything else as X has it by default. */
export function filteredSettings(apiUrl: string): StreamSettings {
  return { apiUrl, partition: null, backfillMinutes: null, expansions: null }
}

/** on/off as configured; auto: only while there is neither a token nor any stream of the user's own. */
export async function wantsSandbox(store: Store, config: Config): Promise<boolean> {
  if (config.sandbox !== 'auto') return config.sandbox === 'on'
  if (config.xBearerToken) return false
  return (await store.listStreams()).every((stream) => stream.sandbox)
}

/** Creates the stream `x` when a token is given and it is not there; a changed token or address replaces the stored one. */
export async function prepareXStream(
  store: Store,
  config: Config,
  sealToken: SealToken,
  nowMs: number,
): Promise<void> {
  if (!config.xBearerToken) return
  const token = sealToken(config.xBearerToken.reveal())
  const settings = filteredSettings(config.xApiUrl)
  const existing = await store.readStream(X_STREAM_ID)
  if (!existing) {
    await store.createStream({
      id: 'x',
      name: 'x',
      network: 'x',
      kind: 'filtered',
      sandbox: false,
      settings,
      token,
    })
  } else {
    await store.updateStream(X_STREAM_ID, {
      settings: { ...existing.settings, apiUrl: config.xApiUrl },
      token,
    })
  }
  if (existing && !wasNeverTold(existing)) return
  await retireSandbox(store, nowMs)
  await store.setDesired(X_STREAM_ID, 'running', nowMs)
}

/** Created by a start that was killed before it could say that the stream is to run: nobody has stopped it since. */
function wasNeverTold(stream: Stream): boolean {
  return stream.desired === 'stopped' && stream.epoch === 0
}

/** The sandbox listens: its stream gets this start's address and token. */
export async function prepareSandboxStream(
  store: Store,
  sandbox: { url: string; token: string },
  sealToken: SealToken,
  nowMs: number,
): Promise<void> {
  const token = sealToken(sandbox.token)
  const settings = filteredSettings(sandbox.url)
  // By what it is, not by its id: a user's own stream may be called the same.
  const existing = (await store.listStreams()).find((stream) => stream.sandbox)
  if (existing && !wasNeverTold(existing)) {
    await store.updateStream(existing.id, { settings, token })
    return
  }
  const keywords = await store.listKeywords({ limit: 1000, cursor: null })
  for (const sample of SAMPLE_KEYWORDS) {
    const isThere = keywords.data.some(
      (keyword) => isSampleKeyword(keyword) && keyword.query === sample.query,
    )
    const isWanted = keywords.data.length === 0 || keywords.data.every(isSampleKeyword)
    if (isWanted && !isThere) {
      await store.createKeyword({ query: sample.query, label: sample.label, networks: null })
    }
  }
  const stream =
    existing ??
    (await store.createStream({
      id: SANDBOX_STREAM_ID,
      name: 'Sandbox',
      network: 'x',
      kind: 'filtered',
      sandbox: true,
      settings,
      token,
    }))
  if (existing) await store.updateStream(existing.id, { settings, token })
  await store.setDesired(stream.id, 'running', nowMs)
}

/** This start runs no sandbox: a stream that waits for one would only fail again and again. */
export async function stopSandboxStreams(store: Store, nowMs: number): Promise<void> {
  for (const stream of await store.listStreams()) {
    if (!stream.sandbox || stream.desired === 'stopped') continue
    await store.setDesired(stream.id, 'stopped', nowMs)
  }
}

/**
 * A real stream has come: simulated posts must not mix with real ones, and the sample keywords must not be tracked,
 * and billed, on a real account. Keywords that the user has edited are the user's and stay.
 */
export async function retireSandbox(store: Store, nowMs: number): Promise<void> {
  await stopSandboxStreams(store, nowMs)
  for (let cursor: string | null = null; ;) {
    const page = await store.listKeywords({ limit: 1000, cursor })
    for (const keyword of page.data) {
      if (keyword.active && isSampleKeyword(keyword))
        await store.updateKeyword(keyword.id, { active: false })
    }
    cursor = page.nextCursor
    if (cursor === null) return
  }
}

import { describe, expect, test } from 'vitest'
import type { WireCoverage, WireCoverageInterval, WireSeries } from '../../src/domain/wire.ts'
import { createLogger } from '../../src/lib/logger.ts'
import { openStore } from '../../src/store/open-store.ts'
import { apiOf, isAlive, startProgram, until } from '../support/program.ts'
import { startSandbox, type SandboxProcess } from '../support/sandbox-process.ts'

type Api = ReturnType<typeof apiOf>

const logger = createLogger({ level: 'silent', role: 'test' })
const PAUSED = ['--fault', '{"action":"pause"}']

/** Search gives no reposts: without them, what was posted and what is stored must be the same. */
async function startTracking(api: Api, sandbox: SandboxProcess, queries: readonly string[]) {
  const keywords = []
  for (const query of queries) keywords.push(await api.addKeyword(query))
  for (const { id } of keywords) {
    const isLive = async () => (await api.keyword(id)).delivery[0]?.status === 'live'
    await until(isLive, `delivery of keyword ${id}`)
  }
  await until(async () => (await api.stream('x')).state === 'live', 'the connection')
  await sandbox.control({ action: 'resume' })
  return keywords
}

async function intervalsOf(api: Api): Promise<WireCoverageInterval[]> {
  return (await api.get<WireCoverage>('/coverage?stream=x')).intervals
}

async function killHolder(api: Api): Promise<void> {
  const { processes } = await api.system()
  const { pid } = processes.find(({ streams }) => streams.includes('x'))!
  process.kill(pid, 'SIGKILL')
  await until(() => !isAlive(pid), 'the collector to die')
}

/** The `gap` events of /live with this state, as they come. */
async function listenForGaps(url: string, signal: AbortSignal): Promise<WireCoverageInterval[]> {
  const seen: WireCoverageInterval[] = []
  const response = await fetch(`${url}/api/v1/live`, { signal })
  const read = async (): Promise<void> => {
    let text = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const events = (text + chunk).split('\n\n')
      text = events.pop()!
      for (const event of events) {
        if (!event.includes('event: gap')) continue
        seen.push(JSON.parse(/^data: (.*)$/m.exec(event)![1]!) as WireCoverageInterval)
      }
    }
  }
  void read().catch(() => {})
  return seen
}

describe('gaps heal by themselves', () => {
  test('INV-1 INV-5 INV-7 a reset and a killed collector: in the end stored is what was posted, the gaps say how many', async () => {
    await using sandbox = await startSandbox(['--rate', '50', ...PAUSED])
    await using program = await startProgram({ env: sandbox.env })
    const api = apiOf(program.url)
    const done = new AbortController()
    const gapEvents = await listenForGaps(program.url, done.signal)
    const keywords = await startTracking(api, sandbox, [
      'coffee -is:retweet',
      'weather -is:retweet',
    ])
    await until(async () => (await api.stream('x')).stored > 100, 'posts')

    await sandbox.control({ action: 'reset' })
    await until(async () => (await api.stream('x')).connects === 2, 'the second connection')
    const { stored } = await api.stream('x')
    await until(async () => (await api.stream('x')).stored > stored + 20, 'posts after the reset')
    await killHolder(api)
    await until(async () => (await api.stream('x')).connects === 3, 'the third connection')
    // Both faults have fired: the ledger knows them by their reasons.
    const reasons = async () => (await intervalsOf(api)).map(({ reason }) => reason)
    await until(async () => (await reasons()).includes('process-lost'), 'the second gap')
    expect(await reasons()).toContain('x.network')

    const isHealed = async () => (await intervalsOf(api)).every(({ state }) => state !== 'gap')
    await until(isHealed, 'every gap to heal')
    await sandbox.control({ action: 'pause' })
    const { produced } = await sandbox.state()
    await until(async () => (await api.stream('x')).stored === produced, 'the last posts')

    const posts = await api.allPosts()
    expect(new Set(posts.map(({ id }) => id)).size).toBe(produced)
    for (const { keywords: ids } of posts) expect(ids.length).toBeGreaterThan(0)
    const intervals = await intervalsOf(api)
    for (const [i, interval] of intervals.entries()) {
      if (i > 0) expect(interval.from).toBe(intervals[i - 1]!.to)
    }
    const healed = intervals.filter(({ state }) => state === 'healed')
    expect(healed.length).toBeGreaterThanOrEqual(2)
    for (const interval of healed) {
      expect(interval).toMatchObject({
        healedBy: 'recent-search',
        healing: { missing: ['reposts', 'quoted-text', 'deleted'], leftOut: [], problem: null },
      })
      expect(interval.reason).not.toBeNull()
    }
    const recovered = posts.filter((post) => post.recovered)
    // The collector is gone for longer than posts are apart: there was something to recover.
    expect(recovered.length).toBeGreaterThan(0)
    expect(healed.reduce((sum, each) => sum + each.recovered, 0)).toBe(recovered.length)
    const raw = await api.get<{ raw: unknown }>(`/posts/x/${recovered[0]!.id}?include=raw`)
    expect(JSON.stringify(raw)).toContain(recovered[0]!.text.slice(0, 5))
    await until(
      () => gapEvents.filter(({ state }) => state === 'healed').length >= healed.length,
      'gap events',
    )
    for (const { id } of keywords) {
      const series = await api.get<WireSeries>(`/keywords/${id}/series?bucket=minute`)
      const counted = series.points.reduce((sum, point) => sum + point.posts, 0)
      expect(counted).toBe((await api.keyword(id)).postCount)
    }
    done.abort()

    expect((await program.stop()).code).toBe(0)
    await using store = await openStore(`sqlite:${program.databasePath}`, {
      role: 'writer',
      logger,
    })
    while ((await store.indexPending()) > 0);
    expect(await store.checkCounts()).toEqual([])
  })

  test('a stall heals with clocks ten minutes apart', async () => {
    const skewed = ['--fault', '{"action":"skew-ms","ms":-600000}']
    await using sandbox = await startSandbox(['--rate', '50', ...PAUSED, ...skewed])
    const env = { ...sandbox.env, MAGPIE_STALL_SECONDS: '3' }
    await using program = await startProgram({ env })
    const api = apiOf(program.url)
    await startTracking(api, sandbox, ['coffee -is:retweet'])
    await until(async () => (await api.stream('x')).stored > 50, 'posts')
    await sandbox.control({ action: 'stall' })
    await until(async () => (await api.stream('x')).connects === 2, 'the second connection')
    const isHealed = async () =>
      (await intervalsOf(api)).some(
        ({ state, reason }) => state === 'healed' && reason === 'x.stalled',
      )
    await until(isHealed, 'the gap to heal')
    await sandbox.control({ action: 'pause' })
    const { produced } = await sandbox.state()
    await until(async () => (await api.stream('x')).stored === produced, 'the last posts')
    // Three seconds without a byte, at fifty posts a second. What lies in the overlap of two gaps is counted for the first.
    const healed = (await intervalsOf(api)).filter(({ state }) => state === 'healed')
    const recovered = healed.reduce((sum, interval) => sum + interval.recovered, 0)
    expect(recovered).toBeGreaterThan(100)
    expect((await api.allPosts()).filter((post) => post.recovered)).toHaveLength(recovered)
    expect((await api.stream('x')).clockSkewMs).toBeGreaterThan(590_000)
  })

  test('a restart of the program is a gap that heals; a refused account leaves the gap, with what it was refused for', async () => {
    await using sandbox = await startSandbox(['--rate', '50', ...PAUSED])
    const first = await startProgram({ env: sandbox.env })
    await startTracking(apiOf(first.url), sandbox, ['coffee -is:retweet'])
    await until(async () => (await apiOf(first.url).stream('x')).stored > 50, 'posts')
    await first.stop()
    const { produced } = await sandbox.state()
    await until(async () => (await sandbox.state()).produced > produced + 120, 'posts meanwhile')
    await sandbox.control({
      action: 'status',
      status: 403,
      variant: null,
      count: 1,
      endpoint: 'search',
    })

    await using second = await startProgram({ env: sandbox.env, folder: first.folder })
    const api = apiOf(second.url)
    const problemOf = async () =>
      (await intervalsOf(api)).find(({ healing }) => healing?.problem)?.healing?.problem
    expect(await until(problemOf, 'the refusal on the ledger')).toMatchObject({
      code: expect.stringMatching(/^x\./) as string,
    })
    expect((await sandbox.state()).orderedRefusals).toBe(0)
    const gap = (await intervalsOf(api)).find(({ reason }) => reason === 'shutdown')
    expect(gap?.state).toBe('gap')
    // The live stream does not care.
    expect(await api.stream('x')).toMatchObject({ state: 'live', problem: null })

    // Whoever mends the account says so.
    await api.post('/streams/x/start')
    const isHealed = async () => (await intervalsOf(api)).every(({ state }) => state !== 'gap')
    await until(isHealed, 'every gap to heal')
    await sandbox.control({ action: 'pause' })
    const all = (await sandbox.state()).produced
    await until(async () => (await api.stream('x')).stored === all, 'the last posts')
    const shutdown = (await intervalsOf(api)).find(({ reason }) => reason === 'shutdown')
    expect(shutdown).toMatchObject({ state: 'healed', healing: { problem: null } })
    expect(shutdown!.recovered).toBeGreaterThan(100)
  })
})

import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type {
  WireCoverage,
  WirePage,
  WirePost,
  WireSeries,
  WireTop,
} from '../../src/domain/wire.ts'
import { apiOf, startProgram, until } from '../support/program.ts'
import { startSandbox } from '../support/sandbox-process.ts'

describe('a keyword becomes stored, counted posts', () => {
  test('from adding it to series, top, coverage, pause and delete, on one connection all the while', async () => {
    await using sandbox = await startSandbox(['--rate', '100'])
    await sandbox.request('POST', '/2/tweets/search/stream/rules', {
      add: [{ value: 'from:somebodyelse', tag: 'not ours' }],
    })
    await using program = await startProgram({ env: sandbox.env })
    const api = apiOf(program.url)

    const coffee = await api.addKeyword('coffee')
    await until(async () => (await api.keyword(coffee.id)).postCount >= 50, 'fifty posts of coffee')
    const posts = await api.get<WirePage<WirePost>>(`/posts?keyword=${coffee.id}&limit=20`)
    for (const post of posts.data) expect(post.keywords).toContain(coffee.id)
    expect((await api.keyword(coffee.id)).delivery).toMatchObject([
      { streamId: 'x', status: 'live', problem: null },
    ])

    // Edited while connected: the new query's posts come, the connection stays.
    await api.patch(`/keywords/${coffee.id}`, { query: 'weather' })
    await until(
      async () => (await sandbox.state()).rules.some(({ value }) => value === 'weather'),
      'the new rule',
    )
    await until(
      async () => !(await sandbox.state()).rules.some(({ value }) => value === 'coffee'),
      'the old rule to go',
    )
    const before = (await api.keyword(coffee.id)).postCount
    await until(
      async () => (await api.keyword(coffee.id)).postCount > before + 20,
      'posts of the edited keyword',
    )
    expect((await sandbox.state()).connections).toMatchObject({ accepted: 1, maxOpen: 1 })
    expect(await api.stream('x')).toMatchObject({ state: 'live', connects: 1, problem: null })
    expect((await api.keyword(coffee.id)).version).toBe(2)

    // Ours carry our tag, the stranger's rule is still there, as it was.
    const { rules } = await sandbox.state()
    expect(rules).toContainEqual(
      expect.objectContaining({ value: 'from:somebodyelse', tag: 'not ours' }),
    )
    expect(rules.filter(({ tag }) => tag?.startsWith('magpie:'))).toHaveLength(1)

    // Paused: the rule goes, nothing more is counted.
    await api.patch(`/keywords/${coffee.id}`, { active: false })
    await until(async () => (await sandbox.state()).rules.length === 1, 'the rule to go')
    await until(
      async () => (await api.keyword(coffee.id)).delivery.every(({ status }) => status !== 'live'),
      'no delivery',
    )

    const all = await api.allPosts()
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(all.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq).toSorted((a, b) => a - b))
    const series = await api.get<WireSeries>(`/keywords/${coffee.id}/series?bucket=minute`)
    const counted = series.points.reduce((sum, point) => sum + point.posts, 0)
    expect(counted).toBe((await api.keyword(coffee.id)).postCount)
    expect(series.points.some(({ coverage }) => coverage > 0)).toBe(true)
    const top = await api.get<WireTop>(`/keywords/${coffee.id}/top?facet=languages`)
    expect(top.rows.length).toBeGreaterThan(1)

    const coverage = await api.get<WireCoverage>('/coverage?stream=x')
    for (const [index, interval] of coverage.intervals.entries()) {
      if (index > 0) expect(interval.from).toBe(coverage.intervals[index - 1]!.to)
    }
    expect(coverage.intervals.at(-1)!.state).toBe('live')

    await api.delete(`/keywords/${coffee.id}`)
    expect((await fetch(`${program.url}/api/v1/keywords/${coffee.id}`)).status).toBe(404)
  })

  test('INV-4 a stop is true when it answers: socket closed, lease given back, nothing stored later', async () => {
    await using sandbox = await startSandbox(['--rate', '300'])
    await using program = await startProgram({ env: sandbox.env })
    const api = apiOf(program.url)
    await api.addKeyword('coffee')
    await until(async () => (await api.stream('x')).stored > 100, 'posts')
    const stopped = await api.post<{ state: string; stoppedAt: string; owner: string | null }>(
      '/streams/x/stop',
    )
    expect(stopped).toMatchObject({ state: 'stopped', owner: null, desired: 'stopped' })
    expect(Date.parse(stopped.stoppedAt)).toBeGreaterThan(0)
    expect((await sandbox.state()).connections.open).toBe(0)
    const { stored, connects } = await api.stream('x')
    // The sandbox goes on producing; a second stop and a third change nothing.
    await Promise.all([api.post('/streams/x/stop'), api.post('/streams/x/stop')])
    expect(await api.stream('x')).toMatchObject({ stored, connects, state: 'stopped' })

    await api.post('/streams/x/start')
    await until(async () => (await api.stream('x')).stored > stored, 'posts after the new start')
    const { intervals } = await api.get<WireCoverage>('/coverage?stream=x')
    expect(intervals.map(({ state }) => state)).toContain('stopped')
    expect(intervals.at(-1)!.state).toBe('live')
  })

  test('stops and starts that follow one another closely end in the last one’s state', async () => {
    await using sandbox = await startSandbox(['--rate', '100'])
    await using program = await startProgram({ env: sandbox.env })
    const api = apiOf(program.url)
    await api.addKeyword('coffee')
    await until(async () => (await api.stream('x')).stored > 0, 'posts')
    for (let round = 0; round < 10; round++) {
      // A stop that is overtaken by a start says so (409); the last word is the start's.
      const stopping = api.post('/streams/x/stop').catch(() => null)
      await api.post('/streams/x/start')
      await stopping
      await api.post('/streams/x/start')
    }
    const { stored } = await until(async () => {
      const stream = await api.stream('x')
      return stream.state === 'live' && stream
    }, 'the stream to be live')
    await until(async () => (await api.stream('x')).stored > stored, 'posts')
    expect((await sandbox.state()).connections.maxOpen).toBe(1)
  })

  test('the writer keeps search, facets and raw blocks up to date beside its work', async () => {
    await using sandbox = await startSandbox(['--rate', '100'])
    await using program = await startProgram({ env: sandbox.env })
    const api = apiOf(program.url)
    await api.addKeyword('coffee')
    await until(async () => (await api.stream('x')).stored > 300, 'posts')
    const database = new DatabaseSync(program.databasePath, { readOnly: true })
    const count = (sql: string): number => Number(Object.values(database.prepare(sql).get()!)[0])
    await until(() => count('SELECT count(*) FROM facet_counts') > 0, 'facet counts')
    await until(() => count('SELECT max(lines) FROM raw_blocks') > 100, 'raw blocks joined')
    database.close()
  })
})

import { describe, expect, test } from 'vitest'
import type { WirePage, WirePost } from '../../src/domain/wire.ts'
import { apiOf, startProgram, until } from '../support/program.ts'
import { startSandbox } from '../support/sandbox-process.ts'

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64')
const post = (id: string, text: string): string =>
  `${JSON.stringify({ data: { id, text, edit_history_tweet_ids: [id] }, matching_rules: [{ id: '1', tag: 'somebody else' }] })}\r\n`

describe('INV-9 lines nobody can read', () => {
  test('are counted and survived, and what is around them is stored whole', async () => {
    await using sandbox = await startSandbox(['--rate', '0'])
    await sandbox.control({ action: 'pause' })
    await using program = await startProgram({ env: sandbox.env })
    const api = apiOf(program.url)
    await api.addKeyword('coffee')
    await until(async () => (await api.stream('x')).state === 'live', 'the stream to be live')

    const family = '👩‍👩‍👧‍👦 日本語 עברית 👍🏽 &amp; &lt;ok&gt;'
    const bad = [
      'not json at all\r\n',
      '{"data":\r\n',
      '[1,2,3]\r\n',
      '{"hello":"world"}\r\n',
      '\ufffd\u0000\r\n',
    ]
    await sandbox.control({ action: 'inject', base64: base64(bad.join('')) })
    await sandbox.control({
      action: 'inject',
      base64: base64(Buffer.from([0xff, 0xfe, 0x0d, 0x0a])),
    })
    await sandbox.control({
      action: 'inject',
      base64: base64(`"${'x'.repeat(3 * 1024 * 1024)}"\r\n`),
    })
    await sandbox.control({ action: 'inject', base64: base64(post('1999999999999999999', family)) })
    await until(async () => (await api.stream('x')).rejected === 7, 'seven rejected lines')
    await until(async () => (await api.stream('x')).stored === 1, 'the post after them')

    const { data } = await api.get<WirePage<WirePost>>('/posts')
    expect(data[0]).toMatchObject({
      id: '1999999999999999999',
      text: '👩‍👩‍👧‍👦 日本語 עברית 👍🏽 & <ok>',
      // INV-6: no keyword of ours explains it; it is kept all the same.
      keywords: [],
    })
    expect(await api.stream('x')).toMatchObject({
      state: 'live',
      connects: 1,
      received: 1,
      problem: null,
    })
  })

  test('a character cut by every possible socket read arrives whole', async () => {
    await using sandbox = await startSandbox(['--rate', '0'])
    await sandbox.control({ action: 'pause' })
    await using program = await startProgram({ env: sandbox.env })
    const api = apiOf(program.url)
    await api.addKeyword('coffee')
    await until(async () => (await api.stream('x')).state === 'live', 'the stream to be live')
    await sandbox.control({ action: 'drip', bytes: 1 })
    await sandbox.control({
      action: 'inject',
      base64: base64(post('1999999999999999998', '日本語 👍🏽')),
    })
    await until(async () => (await api.stream('x')).stored === 1, 'the post')
    const { data } = await api.get<WirePage<WirePost>>('/posts')
    expect(data[0]!.text).toBe('日本語 👍🏽')
  })
})

describe('a stream that fails', () => {
  test('says why, waits, and comes back by itself', async () => {
    await using sandbox = await startSandbox(['--rate', '100'])
    await sandbox.control({
      action: 'status',
      status: 503,
      variant: null,
      count: 1,
      endpoint: 'stream',
    })
    await using program = await startProgram({ env: sandbox.env })
    const api = apiOf(program.url)
    await api.addKeyword('coffee')
    const waiting = await until(async () => {
      const stream = await api.stream('x')
      return stream.problem?.code === 'x.unavailable' && stream
    }, 'the refusal to be named')
    expect(waiting.state).toBe('backing-off')
    expect(waiting.problem!.retryAt).not.toBeNull()
    await until(async () => (await api.stream('x')).state === 'live', 'the stream to come back')
  })

  test('a wrong token is blocked, named, and ends by a new token and start', async () => {
    await using sandbox = await startSandbox(['--rate', '100'])
    await using program = await startProgram({
      env: { ...sandbox.env, MAGPIE_X_BEARER_TOKEN: 'WRONGWRONGWRONG' },
    })
    const api = apiOf(program.url)
    await api.addKeyword('coffee')
    await until(
      async () => (await api.stream('x')).problem?.code === 'x.unauthorized',
      '401 to be named',
    )
    const { state, problem } = await api.stream('x')
    expect(state).toBe('blocked')
    expect(problem!.action).toBeTruthy()
    // INV-10
    expect(JSON.stringify(await api.stream('x')) + program.log()).not.toContain('WRONGWRONG')
    await api.patch('/streams/x', { token: sandbox.token })
    await until(async () => (await api.stream('x')).stored > 0, 'posts with the right token')
  })

  test('silence is taken for death after the stall time, and the gap is on the ledger', async () => {
    await using sandbox = await startSandbox(['--rate', '100'])
    await using program = await startProgram({ env: { ...sandbox.env, MAGPIE_STALL_SECONDS: '2' } })
    const api = apiOf(program.url)
    await api.addKeyword('coffee')
    await until(async () => (await api.stream('x')).stored > 0, 'posts')
    await sandbox.control({ action: 'stall' })
    await until(async () => (await api.stream('x')).connects === 2, 'a second connection')
    await until(async () => (await api.stream('x')).state === 'live', 'the stream to be live')
    const { intervals } = await api.get<{ intervals: { state: string; reason: string | null }[] }>(
      '/coverage?stream=x',
    )
    expect(intervals).toContainEqual(expect.objectContaining({ state: 'gap', reason: 'x.stalled' }))
  })
})

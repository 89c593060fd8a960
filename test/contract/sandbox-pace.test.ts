import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/lib/errors.ts'
import { openSandbox } from '../../src/sandbox/sandbox.ts'
import { eventually, startSandbox, type Json } from './sandbox-reader.ts'

const folder = mkdtempSync(join(tmpdir(), 'magpie-sandbox-'))
afterAll(() => rmSync(folder, { recursive: true }))
const idOf = ({ data }: Json): string => (data as { id: string }).id

describe('pace', () => {
  test('posts come at the rate that was set, evenly aged', async () => {
    await using x = await startSandbox({ rate: 400 })
    await x.addRules('coffee')
    const reader = await x.openStream('tweet.fields=created_at')
    const posts = await reader.takePosts(401)
    const times = posts.map(({ data }) => Date.parse((data as { created_at: string }).created_at))
    // 400 posts lie a second apart, however late a busy machine sent them.
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(900)
    expect(times.at(-1)! - times[0]!).toBeLessThan(1100)
  })

  test('nothing falls due while no rule is in effect: there is no burst afterwards', async () => {
    await using x = await startSandbox({ rate: 1000, keepAliveMs: 20 })
    await x.addRules('entity:"Nobody At All"')
    const reader = await x.openStream()
    await reader.until(({ lines }) => lines.length >= 20)
    expect(x.sandbox.state().debtBytes).toBe(0)
    const addedAtMs = performance.now()
    await x.addRules('coffee')
    await reader.takePosts(1)
    const { produced } = x.sandbox.state()
    // One a millisecond since the rule came, and a tick's worth before.
    expect(produced).toBeLessThanOrEqual(performance.now() - addedAtMs + 60)
  })

  test('rate 0 is as fast as the reader reads: a paused reader stops it, with little held back', async () => {
    await using x = await startSandbox({ rate: 0 })
    await x.addRules('coffee', 'jazz')
    const reader = await x.openStream()
    await reader.until(
      ({ chunks }) => chunks.reduce((sum, chunk) => sum + chunk.length, 0) > 10_000_000,
    )
    reader.pause()
    let produced = -1
    await eventually(async () => {
      const before = produced
      produced = x.sandbox.state().produced
      await x.get('/2/usage/tweets')
      return x.sandbox.state().bufferedBytes > 0 && before === produced
    })
    expect(x.sandbox.state().bufferedBytes).toBeLessThan(4_000_000)
    expect(x.sandbox.state().debtBytes).toBe(0)
    reader.resume()
    await eventually(() => x.sandbox.state().produced > produced + 1000)
    expect(x.sandbox.state().connections.open).toBe(1)
  })

  test('the same seed, rules and time give the same bytes, another seed others', async () => {
    const nowMs = Date.UTC(2026, 10, 23, 12)
    const read = async (seed: number): Promise<string[]> => {
      await using x = await startSandbox({ rate: 0, seed, clock: { nowMs: () => nowMs } })
      await x.addRules('coffee', 'space OR moon', '東京')
      const reader = await x.openStream()
      await reader.until(({ lines }) => lines.length >= 700)
      return reader.lines.slice(0, 700)
    }
    const first = await read(1)
    expect((await read(1)).join('\n') === first.join('\n')).toBe(true)
    expect((await read(2)).join('\n') === first.join('\n')).toBe(false)
  })

  test('a slow reader is waited for, and dropped when it is too far behind', async () => {
    await using x = await startSandbox({ rate: 20_000, maxBufferedBytes: 20_000_000 })
    await x.addRules('coffee')
    const reader = await x.openStream()
    await reader.until(({ chunks }) => chunks.length > 0)
    reader.pause()
    await eventually(() => x.sandbox.state().debtBytes > 1_000_000)
    expect(x.sandbox.state().connections.open).toBe(1)
    await eventually(() => x.sandbox.state().connections.open === 0)
    reader.resume()
    expect(await reader.untilEnded()).toBeInstanceOf(Error)
    const { json } = await x.get('/2/connections?status=inactive')
    expect((json['data'] as Json[])[0]!['disconnect_reason']).toBe('slow_reader')
    const again = await x.openStream()
    await again.until(({ chunks }) => chunks.length > 0)
  })

  test('a reader that catches up in time gets everything once, in order, each as old as it is', async () => {
    await using x = await startSandbox({ rate: 20_000 })
    await x.addRules('coffee')
    const reader = await x.openStream('tweet.fields=created_at,entities,public_metrics')
    await reader.until(({ chunks }) => chunks.length > 0)
    reader.pause()
    await eventually(() => x.sandbox.state().debtBytes > 8_000_000)
    reader.resume()
    await eventually(() => x.sandbox.state().debtBytes < 100_000)
    await x.control({ action: 'disconnect' })
    expect(await reader.untilEnded()).toBe('end')
    const { posts } = reader
    expect(posts.map(idOf)).toEqual(x.sandbox.state().deliveredIds)
    const times = posts.map(({ data }) => Date.parse((data as { created_at: string }).created_at))
    // They fell due one after the other: no hole where the reader stood still.
    const gaps = times.slice(1).map((time, index) => time - times[index]!)
    expect(Math.max(...gaps)).toBeLessThan(100)
    expect(times.at(-1)!).toBeLessThanOrEqual(Date.now())
  })
})

describe('a recording', () => {
  const events = Array.from({ length: 40 }, (_, index) => {
    const id = String(2_000_000_000_000_000_000n + BigInt(index))
    return {
      id,
      json: `{"data": {"id": "${id}", "text": "post ${index} é👩‍🚀"},  "matching_rules": [{"id": 1377649934414049282, "tag": null}]}`,
    }
  })
  const path = join(folder, 'recording.jsonl')
  writeFileSync(
    path,
    `${events.map(({ json }, index) => (index % 2 === 0 ? json : `{"source": "hand", "event": ${json}}`)).join('\n')}\nnot json\n`,
  )

  test('is played once, byte for byte, from where the last stream stopped, and then only keep-alives come', async () => {
    await using x = await startSandbox({ replayFile: path, rate: 200, keepAliveMs: 20 })
    expect((await x.get('/2/tweets/search/stream')).status).toBe(409)
    await x.addRules('anything')
    const first = await x.openStream()
    await first.until(({ lines }) => lines.filter((line) => line !== '').length >= 10)
    await x.control({ action: 'disconnect' })
    await first.untilEnded()
    const second = await x.openStream()
    await second.until(({ lines }) => lines.includes('not json'))
    const { length } = second.lines
    await second.until(({ lines }) => lines.length > length + 2)
    const played = [...first.lines, ...second.lines].filter((line) => line !== '')
    expect(played).toEqual([...events.map(({ json }) => json), 'not json'])
    const state = x.sandbox.state()
    expect(state.replay).toEqual({ played: 41, done: true })
    expect(state.deliveredIds).toEqual(events.map(({ id }) => id))
    expect(state.produced).toBe(0)
  })

  test('waits for a reader, and goes as fast as it is read at rate 0', async () => {
    await using x = await startSandbox({ replayFile: path, rate: 0 })
    await x.addRules('anything')
    await x.control({ action: 'keep-alive-ms', ms: 5 })
    expect(x.sandbox.state().replay).toEqual({ played: 0, done: false })
    const reader = await x.openStream()
    await reader.until(({ lines }) => lines.includes('not json'))
    expect(x.sandbox.state().replay?.done).toBe(true)
  })

  test('that cannot be read is a ConfigError that names it', async () => {
    const missing = join(folder, 'missing.jsonl')
    await expect(startSandbox({ replayFile: missing })).rejects.toThrow(ConfigError)
    await expect(startSandbox({ replayFile: missing })).rejects.toThrow(`${missing} cannot be read`)
  })
})

describe('opening', () => {
  test('a taken port is a ConfigError that names the port and the flag, and leaves nothing open', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const open = () => openSandbox({ port, rate: 1, seed: 1, token: null, replayFile: null })
    await expect(open()).rejects.toThrow(ConfigError)
    await expect(open()).rejects.toThrow(new RegExp(`Port ${port} is taken.*--port`))
    other.close()
    await once(other, 'close')
    await using sandbox = await open()
    expect(sandbox.url).toBe(`http://127.0.0.1:${port}`)
  })

  test('closing ends open streams and frees the port', async () => {
    const x = await startSandbox()
    await x.addRules('coffee')
    const reader = await x.openStream()
    await reader.takePosts(1)
    const { port } = x.sandbox
    await x.sandbox[Symbol.asyncDispose]()
    expect(await reader.untilEnded()).not.toBeNull()
    await using again = await openSandbox({ port, rate: 1, seed: 1, token: null, replayFile: null })
    expect(again.port).toBe(port)
  })
})

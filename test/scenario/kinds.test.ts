import { describe, expect, test } from 'vitest'
import type { WireStream, WireUsage } from '../../src/domain/wire.ts'
import { apiOf, startProgram, until } from '../support/program.ts'
import { startSandbox } from '../support/sandbox-process.ts'

describe('streams without rules', () => {
  test('a sample stream finds the keywords itself, keeps only their posts, and delivers while it is live', async () => {
    await using sandbox = await startSandbox(['--rate', '100'])
    await using program = await startProgram()
    const api = apiOf(program.url)
    const coffee = await api.addKeyword('coffee')
    const stream = await api.post<WireStream>('/streams', {
      network: 'x',
      kind: 'sample',
      name: 'One per cent',
      token: sandbox.token,
      apiUrl: sandbox.url,
      fields: { tweet: ['context_annotations'] },
    })
    expect(stream).toMatchObject({ kind: 'sample', fields: { tweet: ['context_annotations'] } })
    await until(async () => (await api.keyword(coffee.id)).postCount >= 10, 'posts of coffee')
    expect((await api.keyword(coffee.id)).delivery).toMatchObject([
      { streamId: stream.id, status: 'live' },
    ])
    // The account's rules are not touched, and what nobody asked for is counted and not kept.
    expect((await sandbox.state()).rules).toEqual([])
    const { received, stored } = await api.stream(stream.id)
    expect(received).toBeGreaterThan(stored)
    const posts = await api.allPosts()
    expect(posts.every(({ keywords }) => keywords.includes(coffee.id))).toBe(true)
    expect((await api.get<WireUsage>('/usage')).posts).toBeGreaterThan(posts.length)

    // A keyword added later is found as well, on the same connection.
    const weather = await api.addKeyword('weather')
    await until(async () => (await api.keyword(weather.id)).postCount > 0, 'posts of weather')
    expect((await api.stream(stream.id)).connects).toBe(1)

    await sandbox.control({
      action: 'status',
      status: 503,
      variant: null,
      count: 50,
      endpoint: 'sample-stream',
    })
    await sandbox.control({ action: 'reset' })
    await until(
      async () =>
        (await api.keyword(coffee.id)).delivery.every(({ status }) => status === 'pending'),
      'a keyword that is not delivered while the stream is not live',
    )
  })

  test('a stream that the account does not have is blocked, and says what to do', async () => {
    await using sandbox = await startSandbox()
    await using program = await startProgram()
    const api = apiOf(program.url)
    const draft = { network: 'x', name: 'Ten', token: sandbox.token, apiUrl: sandbox.url }
    await expect(api.post('/streams', { ...draft, kind: 'sample10' })).rejects.toThrow(
      /422.*partition/,
    )
    const { id } = await api.post<WireStream>('/streams', {
      ...draft,
      kind: 'sample10',
      partition: 2,
    })
    const stream = await until(async () => {
      const read = await api.stream(id)
      return read.state === 'blocked' && read
    }, 'the refusal')
    expect(stream.problem).toMatchObject({ code: 'x.tier' })
    expect(stream.problem!.action).toContain('plan')
    await api.addKeyword('coffee')
    const { data } = await api.get<{ data: { delivery: unknown[] }[] }>('/keywords')
    expect(JSON.stringify(data[0]!.delivery)).not.toContain('"live"')
  })
})

import { describe, expect, test } from 'vitest'
import { eventually, startSandbox, STREAM_PATH, type Json } from './sandbox-reader.ts'

const RECENT = expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string

describe('the app’s connections', () => {
  test('open ones are listed; ended ones when they are asked for, with the reason, newest first', async () => {
    await using x = await startSandbox()
    await x.addRules('coffee')
    expect((await x.get('/2/connections')).json).toEqual({ meta: { result_count: 0 } })
    const first = await x.openStream()
    first.close()
    await eventually(() => x.sandbox.state().connections.open === 0)
    const second = await x.openStream()
    await second.takePosts(1)
    const open = await x.get('/2/connections')
    expect(open.json).toEqual({
      data: [
        {
          id: expect.any(String) as string,
          endpoint_name: 'filtered_stream',
          connected_at: RECENT,
          client_ip: '127.0.0.1',
        },
      ],
      meta: { result_count: 1 },
    })
    const all = await x.get('/2/connections?status=all&max_results=1')
    expect(all.json['data']).toEqual(open.json['data'])
    const { next_token: token } = all.json['meta'] as { next_token: string }
    const rest = await x.get(`/2/connections?status=all&pagination_token=${token}`)
    expect(rest.json).toMatchObject({
      data: [{ disconnected_at: RECENT, disconnect_reason: 'client_disconnect' }],
      meta: { result_count: 1 },
    })
    const inactive = await x.get(
      '/2/connections?status=inactive&connection.fields=disconnect_reason',
    )
    expect(Object.keys((inactive.json['data'] as Json[])[0]!).toSorted()).toEqual([
      'connected_at',
      'disconnect_reason',
      'endpoint_name',
      'id',
    ])
    expect((await x.get('/2/connections?endpoints=sample_stream')).json).toEqual({
      meta: { result_count: 0 },
    })
    expect((await x.get('/2/connections?status=gone')).status).toBe(400)
  })

  test.each(['all', 'filtered_stream'])(
    'DELETE /2/connections/%s ends the stream and frees its place',
    async (name) => {
      await using x = await startSandbox()
      await x.addRules('coffee')
      const reader = await x.openStream()
      await reader.takePosts(1)
      const answer = await x.send('DELETE', `/2/connections/${name}`)
      expect(answer.json).toEqual({
        data: {
          successful_kills: 1,
          failed_kills: 0,
          results: [{ uuid: expect.any(String) as string, success: true }],
        },
      })
      expect(answer.headers['x-rate-limit-limit']).toBe('25')
      expect(await reader.untilEnded()).toBe('end')
      await (await x.openStream()).takePosts(1)
      const ended = await x.get('/2/connections?status=inactive')
      expect((ended.json['data'] as Json[])[0]!['disconnect_reason']).toBe('operator_disconnect')
    },
  )

  test('of another endpoint nothing ends; an unknown one is 400', async () => {
    await using x = await startSandbox()
    await x.addRules('coffee')
    const reader = await x.openStream()
    expect((await x.send('DELETE', '/2/connections/sample_stream')).json['data']).toEqual({
      successful_kills: 0,
      failed_kills: 0,
      results: [],
    })
    expect((await x.send('DELETE', '/2/connections/everything')).status).toBe(400)
    await reader.takePosts(1)
  })

  test('connections are ended by their ids; unknown ids fail', async () => {
    await using x = await startSandbox()
    await x.addRules('coffee')
    const reader = await x.openStream()
    const [open] = (await x.get('/2/connections')).json['data'] as { id: string }[]
    const answer = await x.send('DELETE', '/2/connections', { uuids: [open!.id, 'nobody'] })
    expect(answer.json['data']).toEqual({
      successful_kills: 1,
      failed_kills: 1,
      results: [
        { uuid: open!.id, success: true },
        { uuid: 'nobody', success: false, error_message: 'Connection not found' },
      ],
    })
    expect(await reader.untilEnded()).toBe('end')
    expect((await x.send('DELETE', '/2/connections', { uuids: [] })).status).toBe(400)
  })

  test('a connection that is gone still counts for a while, unless it is released', async () => {
    await using x = await startSandbox({ lingerMs: 3_600_000 })
    await x.addRules('coffee')
    const reader = await x.openStream()
    await reader.takePosts(1)
    reader.close()
    await eventually(() => x.sandbox.state().connections.open === 0)
    expect((await x.get(STREAM_PATH)).json['connection_issue']).toBe('TooManyConnections')
    const answer = await x.send('DELETE', '/2/connections/all')
    expect(answer.json['data']).toMatchObject({ successful_kills: 1 })
    await (await x.openStream()).takePosts(1)
  })

  test('a reader that takes nothing is released too', async () => {
    await using x = await startSandbox({ rate: 0 })
    await x.addRules('coffee')
    const reader = await x.openStream()
    reader.pause()
    await eventually(() => x.sandbox.state().bufferedBytes > 0)
    expect((await x.send('DELETE', '/2/connections/all')).json['data']).toMatchObject({
      successful_kills: 1,
    })
    expect(x.sandbox.state().connections.open).toBe(0)
  })
})

describe('usage', () => {
  test('counts what was delivered and what search gave, as texts', async () => {
    await using x = await startSandbox({ searchDefaultEndAgeMs: 0 })
    await x.control({ action: 'pause' })
    await x.addRules('coffee')
    const reader = await x.openStream()
    await x.control({ action: 'emit', posts: 30 })
    await reader.takePosts(30)
    const found = await x.get('/2/tweets/search/recent?query=coffee&max_results=10')
    expect((found.json['meta'] as Json)['result_count']).toBe(10)
    const usage = await x.get('/2/usage/tweets')
    expect(usage.json['data']).toEqual({
      cap_reset_day: expect.any(Number) as number,
      project_cap: '3000000',
      project_id: expect.stringMatching(/^\d+$/) as string,
      project_usage: '40',
    })
    const daily = await x.get(
      '/2/usage/tweets?days=3&usage.fields=daily_project_usage,daily_client_app_usage',
    )
    const { daily_project_usage: project, daily_client_app_usage: apps } = daily.json['data'] as {
      daily_project_usage: { usage: { date: string; usage: string }[] }
      daily_client_app_usage: { usage_result_count: number }[]
    }
    expect(project.usage.map((day) => day.usage)).toEqual(['40', '0', '0'])
    expect(apps[0]!.usage_result_count).toBe(3)
    expect((await x.get('/2/usage/tweets?days=91')).status).toBe(400)
  })
})

describe('streams without rules', () => {
  test('the sample delivers posts of its own, whatever rules there are, and names none', async () => {
    await using x = await startSandbox()
    const stream = await x.openStream('tweet.fields=author_id', '/2/tweets/sample/stream')
    const [post] = await stream.takePosts(3)
    expect(Object.keys(post!)).toEqual(['data'])
    expect(post!['data']).toMatchObject({ id: expect.stringMatching(/^\d+$/) as string })
    const { json } = await x.get('/2/connections?endpoints=sample_stream')
    expect(json['data']).toMatchObject([{ endpoint_name: 'sample_stream' }])
    expect((await x.get('/2/tweets/sample/stream')).json).toMatchObject({
      connection_issue: 'TooManyConnections',
    })
    // The filtered stream has a connection of its own.
    await x.addRules('coffee')
    await (await x.openStream()).takePosts(1)
  })

  test('those of the Enterprise tier are refused', async () => {
    await using x = await startSandbox()
    for (const path of ['sample10', 'firehose', 'firehose/stream/lang/ja']) {
      const suffix = path.includes('lang') ? '' : '/stream'
      const answer = await x.get(`/2/tweets/${path}${suffix}?partition=1`)
      expect([answer.status, answer.json['title']]).toEqual([403, 'Client Forbidden'])
    }
  })
})

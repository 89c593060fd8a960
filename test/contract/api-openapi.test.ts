import { readdir } from 'node:fs/promises'
import Schema from 'typebox/schema'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApi, openFeed, type Api } from './api-fixture.ts'

let api: Api
// oxlint-disable-next-line typescript/no-explicit-any
let document: any
beforeAll(async () => {
  api = await openApi()
  document = (await api.get('/api/openapi.json')).body
})
afterAll(() => api[Symbol.asyncDispose]())

const ROUTES = [
  'DELETE /api/v1/keywords/{id}',
  'DELETE /api/v1/session',
  'DELETE /api/v1/streams/{id}',
  'GET /api/v1/compare',
  'GET /api/v1/coverage',
  'GET /api/v1/keywords',
  'GET /api/v1/keywords/{id}',
  'GET /api/v1/keywords/{id}/history',
  'GET /api/v1/keywords/{id}/series',
  'GET /api/v1/keywords/{id}/summary',
  'GET /api/v1/keywords/{id}/top',
  'GET /api/v1/live',
  'GET /api/v1/posts',
  'GET /api/v1/posts/{network}/{id}',
  'GET /api/v1/session',
  'GET /api/v1/streams',
  'GET /api/v1/streams/{id}',
  'GET /api/v1/system',
  'GET /api/v1/usage',
  'GET /healthz',
  'GET /metrics',
  'GET /readyz',
  'PATCH /api/v1/keywords/{id}',
  'PATCH /api/v1/streams/{id}',
  'POST /api/v1/keywords',
  'POST /api/v1/keywords/preview',
  'POST /api/v1/session',
  'POST /api/v1/streams',
  'POST /api/v1/streams/{id}/start',
  'POST /api/v1/streams/{id}/stop',
]

interface Operation {
  operationId: string
  summary: string
  tags: string[]
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}

const operations = (): [string, Operation][] =>
  Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
  )

test('the document is OpenAPI 3.1 and names every route', async () => {
  expect(document.openapi).toBe('3.1.0')
  expect(document.info).toMatchObject({ title: 'Magpie', version: '1.2.3' })
  expect(
    operations()
      .map(([route]) => route)
      .toSorted(),
  ).toEqual(ROUTES)
  // One file per route: a new one that is not in the table above fails here.
  const files = await readdir(new URL('../../src/api/routes', import.meta.url))
  const routeFiles = files.filter((file) => !file.includes('.test.'))
  expect(routeFiles).toHaveLength(ROUTES.length)
})

test('every operation says what it does, what it answers and how it fails', () => {
  const ids = new Set<string>()
  for (const [route, operation] of operations()) {
    expect(operation.summary, route).toMatch(/\w/)
    expect(operation.tags, route).toHaveLength(1)
    ids.add(operation.operationId)
    const problem = operation.responses['default']?.content?.['application/problem+json']
    expect(problem?.schema, route).toEqual({ $ref: '#/components/schemas/Problem' })
    expect(
      Object.keys(operation.responses).some((status) => /^20[014]$/.test(status)),
      route,
    ).toBe(true)
  }
  expect(ids.size).toBe(ROUTES.length)
})

test('parameters are shown as what they mean', () => {
  const { parameters } = document.paths['/api/v1/keywords'].get
  const limit = parameters.find(({ name }: { name: string }) => name === 'limit')
  expect(limit.schema).toEqual({ type: 'integer', minimum: 1, maximum: 1000, default: 50 })
  const live = document.paths['/api/v1/live'].get.parameters
  const keyword = live.find(({ name }: { name: string }) => name === 'keyword')
  expect(keyword.schema).toEqual({ type: 'array', items: { type: 'string' } })
})

test('no reference leads nowhere', () => {
  const names = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref)
  expect(names.length).toBeGreaterThan(10)
  for (const name of names) {
    const id = /^#\/components\/schemas\/(\w+)$/.exec(name ?? '')?.[1]
    expect(document.components.schemas, name).toHaveProperty(id ?? 'no id')
  }
})

test('the document can be read at /api/docs, by scripts of our own alone', async () => {
  const page = await api.get('/api/docs', { accept: 'text/html' })
  expect(page.status).toBe(200)
  const scripts = [...page.text.matchAll(/<script([^>]*)>([^<]*)/g)]
  expect(scripts.length).toBeGreaterThan(0)
  for (const [, attributes = '', text = ''] of scripts) {
    const source = /src="(\/[^"]+)"/.exec(attributes)?.[1]
    expect(source, attributes).toBeDefined()
    expect(text.trim()).toBe('')
    expect((await api.get(String(source))).status).toBe(200)
  }
})

describe('answers are what the document says', () => {
  let keywordId: string
  beforeAll(async () => {
    const created = await api.call('POST', '/api/v1/keywords', { body: { query: 'apple' } })
    keywordId = created.body.id
    const feed = await openFeed(api)
    await api.store.writeDeliveries(feed.streamId, feed.epoch, Date.now(), [
      { keywordId: keywordId as never, version: 1, status: 'live', problem: null },
    ])
    const problem = { code: 'x.network', detail: 'refused', retryAtMs: 1, action: 'wait' }
    const status = { state: 'backing-off', problem, clockSkewMs: 3, newConnects: 1 } as const
    await api.store.writeStreamStatus(feed.streamId, feed.epoch, status, Date.now())
    await feed.commit([
      {
        id: '1',
        keywordIds: [keywordId],
        raw: '{}',
        post: {
          text: 'apple',
          hashtags: ['a'],
          media: [{ type: 'photo', key: 'k', url: null, altText: null, width: 1, height: 1 }],
          refs: [{ type: 'quoted', id: '2' }],
          metrics: { likes: 1 },
          edited: { history: ['1'] },
          withheld: { copyright: true, countryCodes: ['DE'], scope: null },
        },
      },
    ])
    await api.store.writeProcess({
      id: 'test:1:1' as never,
      host: 'test',
      pid: 1,
      role: 'server',
      startedAtMs: 1,
      heartbeatAtMs: 2,
      rssBytes: 3,
    })
  })

  test.each([
    ['GET', '/api/v1/keywords', '/api/v1/keywords'],
    ['GET', '/api/v1/keywords/{id}', '/api/v1/keywords/$K'],
    ['GET', '/api/v1/keywords/{id}/history', '/api/v1/keywords/$K/history'],
    ['GET', '/api/v1/keywords/{id}/series', '/api/v1/keywords/$K/series'],
    ['GET', '/api/v1/keywords/{id}/top', '/api/v1/keywords/$K/top?facet=hashtags'],
    ['GET', '/api/v1/keywords/{id}/summary', '/api/v1/keywords/$K/summary'],
    ['GET', '/api/v1/compare', '/api/v1/compare?keyword=$K'],
    ['GET', '/api/v1/streams', '/api/v1/streams'],
    ['GET', '/api/v1/streams/{id}', '/api/v1/streams/feed'],
    ['GET', '/api/v1/coverage', '/api/v1/coverage'],
    ['GET', '/api/v1/posts', '/api/v1/posts?include=raw'],
    ['GET', '/api/v1/posts/{network}/{id}', '/api/v1/posts/x/1'],
    ['GET', '/api/v1/system', '/api/v1/system'],
    ['GET', '/api/v1/session', '/api/v1/session'],
    ['GET', '/healthz', '/healthz'],
    ['GET', '/readyz', '/readyz'],
    ['POST', '/api/v1/keywords/preview', '/api/v1/keywords/preview'],
  ])('%s %s', async (method, path, address) => {
    const options = method === 'POST' ? { body: { query: 'apple or pear' } } : {}
    const answer = await api.call(method, address.replace('$K', keywordId), options)
    expect(answer.status).toBe(200)
    const operation: Operation = document.paths[path][method.toLowerCase()]
    const schema = operation.responses['200']?.content?.['application/json']?.schema
    const errors = errorsOf(answer.body, schema ?? {})
    expect(errors).toEqual([])
    // The check bites: an answer without one of its members is not taken.
    const [member] = Object.keys(answer.body)
    const { [member ?? '']: _, ...rest } = answer.body
    expect(errorsOf(rest, schema ?? {})).not.toEqual([])
  })

  test('a refusal', async () => {
    const answer = await api.call('POST', '/api/v1/keywords', { body: { query: '(' } })
    expect(errorsOf(answer.body, { $ref: '#/components/schemas/Problem' })).toEqual([])
  })

  function errorsOf(body: unknown, schema: object): unknown[] {
    const validator = Schema.Compile({ ...schema, components: document.components })
    const [isValid, errors] = validator.Errors(body)
    return isValid ? [] : errors
  }
})

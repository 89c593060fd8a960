import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { asKeywordId } from '../../domain/ids.ts'
import type { ActiveKeyword } from '../../domain/keyword.ts'
import { systemClock } from '../../lib/clock.ts'
import { SourceError } from '../source.ts'
import { createRuleTable } from './rule-table.ts'
import { startRulesServer, type RulesServer, type RulesServerOptions } from './rules-fixture.ts'
import { createXRules } from './rules.ts'
import { sendJson } from './server-fixture.ts'
import { createXHttp } from './x-http.ts'

const NEVER = new AbortController().signal
let server: RulesServer

async function setUp(options: RulesServerOptions = {}) {
  server = await startRulesServer(options)
  const http = createXHttp({
    apiUrl: server.url,
    token: () => 'token',
    userAgent: 'Magpie/test',
    connectTimeoutMs: 10_000,
    clock: systemClock,
  })
  const table = createRuleTable()
  return { rules: createXRules({ http, table, logger: pino({ level: 'silent' }) }), table }
}

afterEach(async () => {
  await server[Symbol.asyncDispose]()
})

function keyword(id: string, query: string, version = 1): ActiveKeyword {
  return { id: asKeywordId(id), version, query }
}

/** `value|tag` of every rule at X, in order. */
function atX(): string[] {
  return [...server.rules.values()].map((rule) => `${rule.value}|${rule.tag ?? ''}`)
}

function requestsOf(method: string): number {
  return server.requests.filter((request) => request.method === method).length
}

const live = (id: string, version = 1) => ({
  keywordId: id,
  version,
  status: 'live',
  problem: null,
})

describe('rules at X', () => {
  it('are added with the keyword as their tag, and the keyword is live', async () => {
    const { rules, table } = await setUp()
    expect(await rules.apply([keyword('a', 'cat'), keyword('b', 'dog', 4)], NEVER)).toEqual([
      live('a'),
      live('b', 4),
    ])
    expect(atX()).toEqual(['cat|magpie:a', 'dog|magpie:b'])
    const [id] = server.rules.keys()
    expect(table.keywordIdsOf([{ id: id!, tag: null }])).toEqual(['a'])
    expect(server.requests[0]!.headers).toMatchObject({
      authorization: 'Bearer token',
      'user-agent': 'Magpie/test',
      'accept-encoding': 'identity',
    })
  })

  it('are left alone when nothing changed: one list, no write', async () => {
    const { rules } = await setUp({ rules: [{ value: 'cat', tag: 'magpie:a' }] })
    expect(await rules.apply([keyword('a', 'cat')], NEVER)).toEqual([live('a')])
    expect([requestsOf('GET'), requestsOf('POST')]).toEqual([1, 0])
  })

  it('of an edited keyword are replaced without an uncovered moment: in first, out after', async () => {
    const { rules } = await setUp({ rules: [{ value: 'cat', tag: 'magpie:a' }] })
    await rules.apply([keyword('a', 'cat has:images', 2)], NEVER)
    expect(atX()).toEqual(['cat has:images|magpie:a'])
    expect(server.log).toEqual(['add cat has:images', 'delete cat'])
  })

  it('of others are never touched, even when every keyword is gone', async () => {
    const { rules } = await setUp({
      rules: [
        { value: 'theirs', tag: 'x' },
        { value: 'untagged' },
        { value: 'cat', tag: 'magpie:a' },
      ],
    })
    expect(await rules.apply([], NEVER)).toEqual([])
    expect(atX()).toEqual(['theirs|x', 'untagged|'])
  })

  it('of others with the same value are adopted by id, and stay theirs', async () => {
    const { rules, table } = await setUp({ rules: [{ value: 'cat', tag: 'theirs' }] })
    expect(await rules.apply([keyword('a', 'cat')], NEVER)).toEqual([live('a')])
    const [id] = server.rules.keys()
    expect(table.keywordIdsOf([{ id: id!, tag: 'theirs' }])).toEqual(['a'])
    await rules.apply([], NEVER)
    expect(atX()).toEqual(['cat|theirs'])
    expect(table.keywordIdsOf([{ id: id!, tag: 'theirs' }])).toEqual([])
  })

  it('are listed to the last page', async () => {
    const many = Array.from({ length: 7 }, (_, i) => ({ value: `v${i}`, tag: `magpie:k${i}` }))
    const { rules } = await setUp({ rules: many, pageSize: 3 })
    await rules.apply([keyword('k6', 'v6')], NEVER)
    expect(atX()).toEqual(['v6|magpie:k6'])
    expect(requestsOf('GET')).toBe(3)
  })

  it('are added and deleted in batches of a hundred', async () => {
    const old = Array.from({ length: 101 }, (_, i) => ({ value: `old${i}`, tag: `magpie:o${i}` }))
    const { rules } = await setUp({ rules: old })
    const wanted = Array.from({ length: 250 }, (_, i) => keyword(`k${i}`, `v${i}`))
    const reports = await rules.apply(wanted, NEVER)
    expect(reports.every((report) => report.status === 'live')).toBe(true)
    expect(server.rules.size).toBe(250)
    expect(server.log.map((entry) => entry.split(',').length)).toEqual([100, 100, 50, 100, 1])
  })

  it.each(['named', 'unnamed'] as const)(
    'that X refuses carry its words, and do not keep the others out (%s)',
    async (refusal) => {
      const refuse = (value: string) =>
        value.includes(':') ? `Reference to invalid operator (at position 1)` : null
      const { rules } = await setUp({ refuse, refusal })
      const wanted = [
        keyword('a', 'cat'),
        keyword('b', 'h:m'),
        keyword('c', 'dog'),
        keyword('d', 'q:r'),
      ]
      const reports = await rules.apply(wanted, NEVER)
      const problem = 'Reference to invalid operator (at position 1)'
      expect(reports).toEqual([
        live('a'),
        { keywordId: 'b', version: 1, status: 'rejected', problem },
        live('c'),
        { keywordId: 'd', version: 1, status: 'rejected', problem },
      ])
      expect(atX()).toEqual(['cat|magpie:a', 'dog|magpie:c'])
    },
  )

  it('of an edit that X refuses go all the same: the old query is tracked no more', async () => {
    const { rules } = await setUp({
      rules: [{ value: 'cat', tag: 'magpie:a' }],
      refuse: (value) => (value === 'bad' ? 'no' : null),
    })
    expect((await rules.apply([keyword('a', 'bad', 2)], NEVER))[0]).toMatchObject({
      status: 'rejected',
    })
    expect(atX()).toEqual([])
  })

  it('are found by another list when the answer does not name them', async () => {
    const { rules, table } = await setUp({ isTerse: true })
    expect(await rules.apply([keyword('a', 'cat')], NEVER)).toEqual([live('a')])
    const [id] = server.rules.keys()
    expect(table.keywordIdsOf([{ id: id!, tag: null }])).toEqual(['a'])
  })

  it.each([false, true])(
    'that came to be meanwhile are adopted as duplicates (terse: %s)',
    async (isTerse) => {
      let isFirstList = true
      const { rules } = await setUp({
        isTerse,
        rules: [{ value: 'cat', tag: 'theirs' }],
        intercept(request, response) {
          if (request.method !== 'GET' || request.path.endsWith('/counts') || !isFirstList)
            return false
          isFirstList = false
          sendJson(response, 200, { meta: { result_count: 0 } })
          return true
        },
      })
      expect(await rules.apply([keyword('a', 'cat'), keyword('b', 'dog')], NEVER)).toEqual([
        live('a'),
        live('b'),
      ])
      expect(atX()).toEqual(['cat|theirs', 'dog|magpie:b'])
    },
  )

  it('that X takes for the same are adopted, not deleted as old', async () => {
    const { rules } = await setUp({
      ignoresCase: true,
      rules: [{ value: 'Cat', tag: 'magpie:a' }],
    })
    expect(await rules.apply([keyword('a', 'cat', 2)], NEVER)).toEqual([live('a', 2)])
    expect(atX()).toEqual(['Cat|magpie:a'])
  })

  it('of others are known as soon as they are adopted, before the rest is done', async () => {
    const known: unknown[] = []
    const setting = await setUp({
      rules: [{ value: 'cat', tag: 'theirs' }],
      intercept(request) {
        const [id] = server.rules.keys()
        if (request.method === 'POST') {
          known.push(setting.table.keywordIdsOf([{ id: id!, tag: 'theirs' }]))
        }
        return false
      },
    })
    await setting.rules.apply([keyword('a', 'cat'), keyword('b', 'dog')], NEVER)
    expect(known).toEqual([['a']])
  })

  it('serve two keywords with the same query', async () => {
    const { rules, table } = await setUp()
    expect(await rules.apply([keyword('a', 'cat'), keyword('b', 'cat')], NEVER)).toEqual([
      live('a'),
      live('b'),
    ])
    const [id] = server.rules.keys()
    expect(table.keywordIdsOf([{ id: id!, tag: null }])).toEqual(['a', 'b'])
    expect(server.rules.size).toBe(1)
  })
})

describe('rules beyond the cap of X', () => {
  const waiting = 'X allows this app 2 rules, and all of them are in use.'

  it.each([true, false])('wait, the rest is live (X names its caps: %s)', async (hasCounts) => {
    const { rules } = await setUp({ cap: 2, hasCounts })
    const reports = await rules.apply(
      [keyword('a', 'A'), keyword('b', 'B'), keyword('c', 'C')],
      NEVER,
    )
    expect(reports.map((report) => report.status)).toEqual(['live', 'live', 'waiting'])
    if (hasCounts) expect(reports[2]!.problem).toBe(waiting)
    else expect(reports[2]!.problem).toContain('all of them are in use')
  })

  it('leave room to others: what they use is not ours', async () => {
    const { rules } = await setUp({ cap: 2, rules: [{ value: 'x' }, { value: 'y' }] })
    expect((await rules.apply([keyword('a', 'A')], NEVER))[0]).toMatchObject({ status: 'waiting' })
    expect(atX()).toEqual(['x|', 'y|'])
  })

  it('get the room of keywords that are gone', async () => {
    const { rules } = await setUp({
      cap: 2,
      rules: [{ value: 'x' }, { value: 'old', tag: 'magpie:gone' }],
    })
    expect(await rules.apply([keyword('a', 'A')], NEVER)).toEqual([live('a')])
    expect(server.log).toEqual(['delete old', 'add A'])
  })

  it('of keywords that are gone go first: the edited one stays covered', async () => {
    const { rules } = await setUp({
      cap: 2,
      rules: [
        { value: 'A', tag: 'magpie:a' },
        { value: 'old', tag: 'magpie:gone' },
      ],
    })
    expect(await rules.apply([keyword('a', 'A2', 2)], NEVER)).toEqual([live('a', 2)])
    expect(server.log).toEqual(['delete old', 'add A2', 'delete A'])
  })

  it.each([true, false])(
    'are swapped when there is no room for old and new (X names its caps: %s)',
    async (hasCounts) => {
      const { rules } = await setUp({
        cap: 2,
        hasCounts,
        rules: [
          { value: 'A', tag: 'magpie:a' },
          { value: 'B', tag: 'magpie:b' },
        ],
      })
      const wanted = [keyword('new', 'N'), keyword('a', 'A2', 2), keyword('b', 'B2', 2)]
      const reports = await rules.apply(wanted, NEVER)
      expect(reports.map((report) => [report.keywordId, report.status])).toEqual([
        ['new', 'waiting'],
        ['a', 'live'],
        ['b', 'live'],
      ])
      expect(atX().toSorted()).toEqual(['A2|magpie:a', 'B2|magpie:b'])
    },
  )

  it('are rotated through what room there is, each new one before its old one goes', async () => {
    const { rules } = await setUp({
      cap: 3,
      rules: [
        { value: 'A', tag: 'magpie:a' },
        { value: 'B', tag: 'magpie:b' },
      ],
    })
    await rules.apply([keyword('a', 'A2', 2), keyword('b', 'B2', 2)], NEVER)
    expect(server.log).toEqual(['add A2', 'delete A', 'add B2', 'delete B'])
  })
})

describe('applying rules', () => {
  it('throws what concerns the whole account, and leaves old rules in', async () => {
    const { rules } = await setUp({
      rules: [{ value: 'cat', tag: 'magpie:a' }],
      intercept(request, response) {
        if (request.method !== 'POST') return false
        const headers = { 'x-rate-limit-reset': String(Math.ceil(Date.now() / 1000) + 300) }
        response.writeHead(429, headers).end()
        return true
      },
    })
    const error = await rules
      .apply([keyword('a', 'new', 2)], NEVER)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'x.rate-limited', backoff: 'rate-limit' })
    expect((error as SourceError).notBeforeMs).toBeGreaterThan(Date.now() + 200_000)
    expect(atX()).toEqual(['cat|magpie:a'])
  })

  it.each([
    [401, '', 'x.unauthorized'],
    [503, '<html></html>', 'x.unavailable'],
    [200, '<html>Log in to the hotel network</html>', 'x.unexpected-answer'],
  ])('throws when the list is answered with %i %s', async (status, body, code) => {
    const { rules } = await setUp({
      intercept: (_request, response) => {
        sendJson(response, status, body)
        return true
      },
    })
    await expect(rules.apply([keyword('a', 'cat')], NEVER)).rejects.toMatchObject({ code })
    expect(requestsOf('POST')).toBe(0)
  })

  it('is done one after another, and goes on after a failure', async () => {
    let failures = 1
    const { rules } = await setUp({
      intercept(_request, response) {
        if (failures-- <= 0) return false
        sendJson(response, 503, '')
        return true
      },
    })
    const first = rules.apply([keyword('a', 'cat')], NEVER)
    const second = rules.apply([keyword('a', 'cat')], NEVER)
    const third = rules.apply([keyword('a', 'cat'), keyword('b', 'dog')], NEVER)
    await expect(first).rejects.toBeInstanceOf(SourceError)
    expect(await second).toEqual([live('a')])
    expect(await third).toEqual([live('a'), live('b')])
    expect(server.log).toEqual(['add cat', 'add dog'])
    // List, caps, change: never mixed.
    expect(server.requests.map(({ method }) => method).join(' ')).toBe(
      'GET GET GET POST GET GET POST',
    )
  })

  it('ends with the reason of the signal, in the middle of a request too', async () => {
    const controller = new AbortController()
    const reason = new Error('stop')
    const { rules } = await setUp({
      intercept: () => {
        controller.abort(reason)
        return true
      },
    })
    await expect(rules.apply([keyword('a', 'cat')], controller.signal)).rejects.toBe(reason)
    await expect(rules.apply([keyword('a', 'cat')], controller.signal)).rejects.toBe(reason)
    expect(server.requests.length).toBe(1)
  })
})

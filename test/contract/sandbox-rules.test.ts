import { describe, expect, test } from 'vitest'
import { RULES_PATH, startSandbox, type Json } from './sandbox-reader.ts'

const PROBLEMS = 'https://api.x.com/2/problems/'
const SENT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string
const summary = (answer: { json: Json }): unknown => (answer.json['meta'] as Json)['summary']

describe('adding rules', () => {
  test('gives each an id and is 201; the list shows them, a tag only where there is one', async () => {
    await using x = await startSandbox()
    const empty = await x.get(RULES_PATH)
    expect(empty.json).toEqual({ meta: { sent: SENT, result_count: 0 } })
    const added = await x.post(RULES_PATH, {
      add: [{ value: 'cat has:images', tag: 'cats' }, { value: 'dog' }],
    })
    expect(added.status).toBe(201)
    const data = added.json['data'] as { id: string }[]
    expect(added.json).toEqual({
      data: [
        { id: data[0]!.id, value: 'cat has:images', tag: 'cats' },
        { id: data[1]!.id, value: 'dog' },
      ],
      meta: { sent: SENT, summary: { created: 2, not_created: 0, valid: 2, invalid: 0 } },
    })
    for (const { id } of data) expect(id).toMatch(/^\d{19}$/)
    const list = await x.get(RULES_PATH)
    expect(list.json).toEqual({ data: added.json['data'], meta: { sent: SENT, result_count: 2 } })
  })

  test('a duplicate is judged by its value alone and names the rule there is; the others are created', async () => {
    await using x = await startSandbox()
    const [id] = await x.addRules('cat')
    const answer = await x.post(RULES_PATH, {
      add: [{ value: 'cat', tag: 'other' }, { value: 'dog' }, { value: 'dog' }],
    })
    expect(answer.status).toBe(201)
    expect(summary(answer)).toEqual({ created: 1, not_created: 2, valid: 1, invalid: 2 })
    const [dog] = answer.json['data'] as { id: string }[]
    const duplicate = { title: 'DuplicateRule', type: `${PROBLEMS}duplicate-rules` }
    expect(answer.json['errors']).toEqual([
      { value: 'cat', id, ...duplicate },
      { value: 'dog', id: dog!.id, ...duplicate },
    ])
    const again = await x.post(RULES_PATH, { add: [{ value: 'cat' }] })
    expect(again.status).toBe(200)
    expect(again.json).not.toHaveProperty('data')
    expect(summary(again)).toEqual({ created: 0, not_created: 1, valid: 0, invalid: 1 })
  })

  test('one invalid rule and none of the batch is added; details are X’s, positions from 1, status 200', async () => {
    await using x = await startSandbox()
    const answer = await x.post(RULES_PATH, {
      add: [{ value: 'cat' }, { value: '-follow' }, { value: 'streaming AND lang:en' }],
    })
    expect(answer.status).toBe(200)
    expect(answer.json).not.toHaveProperty('data')
    expect(summary(answer)).toEqual({ created: 0, not_created: 3, valid: 1, invalid: 2 })
    const errors = answer.json['errors'] as {
      value: string
      details: string[]
      title: string
      type: string
    }[]
    expect(errors.map(({ value, title, type }) => [value, title, type])).toEqual([
      ['-follow', 'UnprocessableEntity', `${PROBLEMS}invalid-rules`],
      ['streaming AND lang:en', 'UnprocessableEntity', `${PROBLEMS}invalid-rules`],
    ])
    expect(errors[0]!.details).toContain('Rules must contain a non-negation term (at position 1)')
    expect(errors[1]!.details[0]).toMatch(/^Ambiguous use of and as a keyword.*\(at position 11\)$/)
    expect(x.sandbox.state().rules).toEqual([])
  })

  test('a rule that is too long is invalid; the limit is settable', async () => {
    await using x = await startSandbox({ ruleMaxLength: 10 })
    const answer = await x.post(RULES_PATH, { add: [{ value: 'abcdefghijk' }] })
    expect(summary(answer)).toEqual({ created: 0, not_created: 1, valid: 0, invalid: 1 })
    expect((await x.addRules('abcdefghij')).length).toBe(1)
  })

  test('above the cap nothing is added', async () => {
    await using x = await startSandbox({ rulesCap: 2 })
    await x.addRules('cat')
    const answer = await x.post(RULES_PATH, { add: [{ value: 'dog' }, { value: 'owl' }] })
    expect(answer.status).toBe(422)
    expect(answer.json['type']).toBe(`${PROBLEMS}rule-cap`)
    expect(x.sandbox.state().rules).toHaveLength(1)
    expect(await x.addRules('dog')).toHaveLength(1)
  })

  test('a dry run answers the same and changes nothing', async () => {
    await using x = await startSandbox()
    const [id] = await x.addRules('cat')
    const dry = await x.post(`${RULES_PATH}?dry_run=true`, { add: [{ value: 'dog' }] })
    expect(dry.status).toBe(201)
    expect(summary(dry)).toEqual({ created: 1, not_created: 0, valid: 1, invalid: 0 })
    const gone = await x.post(`${RULES_PATH}?dry_run=true`, { delete: { ids: [id] } })
    expect(summary(gone)).toEqual({ deleted: 1, not_deleted: 0 })
    const all = await x.post(`${RULES_PATH}?dry_run=true&delete_all=true`, {})
    expect(summary(all)).toEqual({ deleted: 1, not_deleted: 0 })
    expect(x.sandbox.state().rules.map(({ value }) => value)).toEqual(['cat'])
  })
})

describe('deleting rules', () => {
  test('goes by ids and by values; what is not there is counted, with the message nested as X nests it', async () => {
    await using x = await startSandbox()
    const [cat] = await x.addRules('cat', 'dog', 'owl')
    const answer = await x.post(RULES_PATH, { delete: { ids: [cat, '1'], values: ['owl'] } })
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      meta: { sent: SENT, summary: { deleted: 2, not_deleted: 1 } },
      errors: [
        {
          errors: [{ parameters: { id: ['1'] }, message: 'Rule does not exist' }],
          title: 'Invalid Request',
          detail: 'One or more parameters to your request was invalid.',
          type: `${PROBLEMS}invalid-request`,
        },
      ],
    })
    expect(x.sandbox.state().rules.map(({ value }) => value)).toEqual(['dog'])
  })

  test('delete_all takes every rule', async () => {
    await using x = await startSandbox()
    await x.addRules('cat', 'dog')
    expect(summary(await x.post(`${RULES_PATH}?delete_all=true`, {}))).toEqual({
      deleted: 2,
      not_deleted: 0,
    })
    expect((await x.get(RULES_PATH)).json).not.toHaveProperty('data')
  })
})

describe('listing rules', () => {
  test('comes in pages, and by ids', async () => {
    await using x = await startSandbox()
    const ids = await x.addRules('a1', 'b1', 'c1', 'd1', 'e1')
    const seen: string[] = []
    let token: string | undefined
    do {
      const { json } = await x.get(
        `${RULES_PATH}?max_results=2${token ? `&pagination_token=${token}` : ''}`,
      )
      seen.push(...(json['data'] as { id: string }[]).map(({ id }) => id))
      token = (json['meta'] as { next_token?: string }).next_token
      if (token !== undefined) expect(token).toHaveLength(16)
    } while (token !== undefined)
    expect(seen).toEqual(ids)
    const some = await x.get(`${RULES_PATH}?ids=${ids[3]},${ids[1]},99`)
    expect((some.json['data'] as { id: string }[]).map(({ id }) => id)).toEqual([ids[1], ids[3]])
    expect((await x.get(`${RULES_PATH}?pagination_token=nonsense`)).status).toBe(400)
    expect((await x.get(`${RULES_PATH}?max_results=0`)).status).toBe(400)
  })

  test('counts are texts, except the app’s own', async () => {
    await using x = await startSandbox({ rulesCap: 5 })
    await x.addRules('cat', 'dog')
    expect((await x.get(`${RULES_PATH}/counts`)).json).toEqual({
      data: {
        cap_per_client_app: '5',
        cap_per_project: '5',
        project_rules_count: '2',
        client_app_rules_count: { client_app_id: expect.any(String) as string, rule_count: 2 },
      },
    })
    const asked = await x.get(`${RULES_PATH}/counts?rules_count.fields=all_project_client_apps`)
    expect(Object.keys(asked.json['data'] as Json)).toEqual(['all_project_client_apps'])
  })
})

describe('a rules request that is wrong', () => {
  test.each([
    ['{', {}, 'not valid JSON'],
    ['', {}, 'not valid JSON'],
    [
      '{"add":[{"value":"a"}]}',
      { 'content-type': 'text/plain' },
      'content-type of application/json',
    ],
    ['{"add":[]}', {}, 'minimum of 1 items'],
    ['{"add":[{"value":"a"}],"delete":{"ids":["1"]}}', {}, 'exactly one of'],
  ])('%s is 400', async (body, headers, message) => {
    await using x = await startSandbox()
    const answer = await x.post(RULES_PATH, body, headers)
    expect(answer.status).toBe(400)
    expect(answer.text).toContain(message)
  })

  test('a body of more than 5 MB is 413, and the connection can be used again', async () => {
    await using x = await startSandbox()
    const answer = await x.post(RULES_PATH, `{"add":[{"value":"${'a'.repeat(6_000_000)}"}]}`)
    expect(answer.status).toBe(413)
    expect(await x.addRules('cat')).toHaveLength(1)
  })

  test('an unknown parameter is 400', async () => {
    await using x = await startSandbox()
    expect((await x.post(`${RULES_PATH}?dryrun=true`, { add: [{ value: 'a' }] })).status).toBe(400)
    expect((await x.post(`${RULES_PATH}?dry_run=yes`, { add: [{ value: 'a' }] })).status).toBe(400)
    expect(x.sandbox.state().rules).toEqual([])
  })
})

describe('rules while a stream is open', () => {
  test('take effect without a reconnect, old ones stop, and the connection stays', async () => {
    await using x = await startSandbox({ rate: 500 })
    const [coffee] = await x.addRules('coffee')
    const reader = await x.openStream('')
    await reader.takePosts(5)
    await x.addRules('jazz')
    await x.post(RULES_PATH, { delete: { ids: [coffee] } })
    const atChange = reader.posts.length
    const tagsOf = (post: Json): string[] =>
      (post['matching_rules'] as { tag: string }[]).map(({ tag }) => tag)
    await reader.until(({ posts }) =>
      posts.slice(atChange).some((post) => tagsOf(post).join() === 'tag jazz'),
    )
    const firstJazz = reader.posts.findIndex((post) => tagsOf(post).join() === 'tag jazz')
    await reader.takePosts(firstJazz + 100)
    const later = reader.posts.slice(firstJazz + 50)
    expect(later.every((post) => !tagsOf(post).includes('tag coffee'))).toBe(true)
    expect(x.sandbox.state().connections.accepted).toBe(1)
  })

  test('with a delay a deleted rule is off the list at once and off the stream when the delay is over', async () => {
    const clock = { aheadMs: 0, nowMs: () => Date.now() + clock.aheadMs }
    await using x = await startSandbox({ rate: 500, ruleDelayMs: 60_000, clock })
    const [old] = await x.addRules('coffee', 'jazz')
    clock.aheadMs += 60_000
    const reader = await x.openStream('tweet.fields=created_at')
    await reader.takePosts(20)
    await x.post(RULES_PATH, { delete: { ids: [old] } })
    expect(x.sandbox.state().rules.map(({ value }) => value)).toEqual(['jazz'])
    const isOfOld = (post: Json): boolean => JSON.stringify(post['matching_rules']).includes(old!)
    const atDelete = reader.posts.length
    await reader.until(({ posts }) => posts.slice(atDelete).filter(isOfOld).length > 20)
    clock.aheadMs += 60_000
    const changedAtMs = clock.nowMs()
    const isLater = ({ data }: Json): boolean =>
      Date.parse((data as { created_at: string }).created_at) > changedAtMs
    await reader.until(({ posts }) => posts.filter(isLater).length > 50)
    expect(reader.posts.filter(isLater).filter(isOfOld)).toEqual([])
    expect(x.sandbox.state().connections.accepted).toBe(1)
  })
})

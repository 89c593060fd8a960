/** X's rule endpoints for tests, after its documentation: values are unique, caps are strings, failures come inside 200. */
import type { ServerResponse } from 'node:http'
import { sendJson, startTestServer } from './server-fixture.ts'
import type { ReceivedRequest, TestServer } from './server-fixture.ts'

interface StoredRule {
  readonly id: string
  readonly value: string
  readonly tag?: string
}

type WantedRule = Omit<StoredRule, 'id'>

export interface RulesServerOptions {
  readonly rules?: readonly WantedRule[]
  /** Rules the app may have. */
  readonly cap?: number
  readonly pageSize?: number
  /** X's words for a value it does not take; null for one it takes. */
  readonly refuse?: (value: string) => string | null
  /** How an invalid rule shows: named in `errors` inside a 200, or a 400 that names nobody. */
  readonly refusal?: 'named' | 'unnamed'
  /** Leave created rules, and ids of duplicates, out of the answer. */
  readonly isTerse?: boolean
  readonly hasCounts?: boolean
  /** Values are the same whatever their case. */
  readonly ignoresCase?: boolean
  /** Answers instead, when it answers true. */
  readonly intercept?: (request: ReceivedRequest, response: ServerResponse) => boolean
}

interface Account {
  readonly options: RulesServerOptions
  readonly rules: Map<string, StoredRule>
  /** What each change did, in order. */
  readonly log: string[]
}

export type RulesServer = TestServer & Pick<Account, 'rules' | 'log'>

const DEFAULT_CAP = 1_000
const PROBLEMS = 'https://api.x.com/2/problems'

export async function startRulesServer(options: RulesServerOptions = {}): Promise<RulesServer> {
  const account: Account = { options, rules: new Map(), log: [] }
  for (const rule of options.rules ?? []) storeRule(account, rule)
  const server = await startTestServer((request, response) => {
    if (options.intercept?.(request, response)) return
    if (request.path.endsWith('/counts')) return answerCounts(account, response)
    if (request.method === 'GET') return answerList(account, request.query, response)
    const body = JSON.parse(request.body) as {
      add?: readonly WantedRule[]
      delete?: { ids: readonly string[] }
    }
    if (body.add) answerAdd(account, body.add, response)
    else answerDelete(account, body.delete!.ids, response)
  })
  return Object.assign(server, { rules: account.rules, log: account.log })
}

let lastId = 1_890_000_000_000_000_000n

function storeRule({ rules }: Account, wanted: WantedRule): StoredRule {
  const rule = { id: String(++lastId), ...wanted }
  rules.set(rule.id, rule)
  return rule
}

function answerCounts({ options, rules }: Account, response: ServerResponse): void {
  if (options.hasCounts === false) return sendJson(response, 404, { title: 'Not Found' })
  sendJson(response, 200, {
    data: {
      cap_per_client_app: String(options.cap ?? DEFAULT_CAP),
      cap_per_project: '1000',
      project_rules_count: String(rules.size),
      client_app_rules_count: { client_app_id: '1', rule_count: rules.size },
    },
  })
}

function answerList(account: Account, query: URLSearchParams, response: ServerResponse): void {
  const { options, rules } = account
  const from = Number(query.get('pagination_token') ?? 0)
  const to = from + (options.pageSize ?? 1_000)
  const page = [...rules.values()].slice(from, to)
  sendJson(response, 200, {
    // X leaves `data` out when there are no rules.
    ...(page.length > 0 ? { data: page } : {}),
    meta: { result_count: page.length, ...(to < rules.size ? { next_token: String(to) } : {}) },
  })
}

function answerAdd(
  account: Account,
  wanted: readonly WantedRule[],
  response: ServerResponse,
): void {
  const { options } = account
  const invalid = wanted.filter((rule) => options.refuse?.(rule.value))
  if (invalid.length > 0 && options.refusal === 'unnamed') {
    return sendJson(response, 400, {
      errors: [{ parameters: {}, message: options.refuse!(invalid[0]!.value) }],
      title: 'Invalid Request',
      detail: 'One or more parameters to your request was invalid.',
      type: `${PROBLEMS}/invalid-request`,
    })
  }
  const errors: object[] = invalid.map(({ value }) => ({
    value,
    details: [options.refuse!(value)],
    title: 'UnprocessableEntity',
    type: `${PROBLEMS}/invalid-rules`,
  }))
  // One invalid rule keeps the whole batch out.
  const data = invalid.length > 0 ? [] : addEach(account, wanted, errors)
  account.log.push(`add ${data.map((rule) => rule.value).join(',')}`)
  const summary = { created: data.length, not_created: wanted.length - data.length }
  sendJson(response, errors.length > 0 ? 200 : 201, {
    ...(data.length > 0 && !options.isTerse ? { data } : {}),
    ...(errors.length > 0 ? { errors } : {}),
    meta: { sent: '2025-02-21T12:00:00.000Z', summary },
  })
}

function addEach(account: Account, wanted: readonly WantedRule[], errors: object[]): StoredRule[] {
  const { options, rules } = account
  const added: StoredRule[] = []
  const normal = (value: string): string => (options.ignoresCase ? value.toLowerCase() : value)
  for (const rule of wanted) {
    const same = [...rules.values()].find((known) => normal(known.value) === normal(rule.value))
    if (same) {
      const id = options.isTerse ? {} : { id: same.id }
      const title = 'DuplicateRule'
      errors.push({ value: rule.value, ...id, title, type: `${PROBLEMS}/duplicate-rules` })
    } else if (rules.size >= (options.cap ?? DEFAULT_CAP)) {
      errors.push({ title: 'RulesCapExceeded', type: `${PROBLEMS}/rule-cap` })
      break
    } else added.push(storeRule(account, rule))
  }
  return added
}

function answerDelete(
  { rules, log }: Account,
  ids: readonly string[],
  response: ServerResponse,
): void {
  const gone = ids.flatMap((id) => rules.get(id)?.value ?? [])
  for (const id of ids) rules.delete(id)
  log.push(`delete ${gone.join(',')}`)
  const summary = { deleted: gone.length, not_deleted: ids.length - gone.length }
  sendJson(response, 200, { meta: { summary } })
}

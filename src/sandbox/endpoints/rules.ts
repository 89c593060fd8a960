/** `/2/tweets/search/stream/rules`: list, add, delete, counts, as X does them. */
import { checkRule } from '../../match/check-rule.ts'
import type { RuleCheck, RuleNode } from '../../match/rule.ts'
import { jsonAnswer, type Answer } from '../http/answer.ts'
import {
  invalidRequest,
  PROBLEM_BASE,
  ruleCapReached,
  ruleMissingError,
  type RequestFault,
} from '../http/problems.ts'
import {
  readBoolean,
  readInteger,
  readList,
  readPattern,
  unknownParameters,
} from '../http/query.ts'
import { readJsonBody } from '../http/request-body.ts'
import type { RuleBook, SandboxRule } from '../rules/rule-book.ts'
import type { SandboxSettings, SandboxTime } from '../settings.ts'
import type { Endpoint, EndpointRequest } from './endpoint.ts'
import { decodeRuleChange, type RuleToAdd, type RulesToDelete } from './rule-change.ts'

/** Not a secret: what X calls the app. */
export const CLIENT_APP_ID = '29000001'

export interface RulesParts {
  readonly settings: SandboxSettings
  readonly time: SandboxTime
  readonly rules: RuleBook
  /** The stream is to follow at once. */
  readonly onChange: () => void
}

export function createRulesEndpoints(parts: RulesParts): Endpoint[] {
  const path = '/2/tweets/search/stream/rules'
  return [
    { method: 'GET', path, limit: 'rules-list', handle: (request) => listRules(request, parts) },
    {
      method: 'POST',
      path,
      limit: 'rules-change',
      handle: (request) => changeRules(request, parts),
    },
    {
      method: 'GET',
      path: `${path}/counts`,
      limit: 'rules-counts',
      handle: (request) => countRules(request, parts),
    },
  ]
}

function sent({ time }: RulesParts): string {
  return new Date(time.nowMs()).toISOString()
}

function ruleJson({ id, value, tag }: SandboxRule): Record<string, string> {
  return { id, value, ...(tag !== null && { tag }) }
}

/** A page begins after the rule whose id the token carries, in X's form of 16 characters. */
function listRules({ params }: EndpointRequest, parts: RulesParts): Answer {
  const faults = unknownParameters(params, ['ids', 'max_results', 'pagination_token'])
  const ids = readList(params, 'ids', null, faults)
  const maxResults = readInteger(
    params,
    'max_results',
    { min: 1, max: 1000, fallback: 1000 },
    faults,
  )
  const token = readPattern(params, 'pagination_token', /^[0-9a-f]{16}$/, faults)
  if (faults.length > 0) return invalidRequest(faults)
  const afterId = token === null ? 0n : BigInt(`0x${token}`)
  const wanted = parts.rules
    .list()
    .filter(({ id }) => BigInt(id) > afterId && (ids === null || ids.includes(id)))
  const page = wanted.slice(0, maxResults)
  const nextToken =
    wanted.length > page.length ? BigInt(page.at(-1)!.id).toString(16).padStart(16, '0') : null
  return jsonAnswer({
    ...(page.length > 0 && { data: page.map(ruleJson) }),
    meta: {
      sent: sent(parts),
      result_count: page.length,
      ...(nextToken !== null && { next_token: nextToken }),
    },
  })
}

/** Numbers are texts here, except the count of the app itself. */
function countRules({ params }: EndpointRequest, { settings, rules }: RulesParts): Answer {
  const faults = unknownParameters(params, ['rules_count.fields'])
  const app = { client_app_id: CLIENT_APP_ID, rule_count: rules.size }
  const all: Record<string, unknown> = {
    cap_per_client_app: String(settings.rulesCap),
    cap_per_project: String(settings.rulesCap),
    project_rules_count: String(rules.size),
    client_app_rules_count: app,
    all_project_client_apps: [app],
  }
  const asked = readList(params, 'rules_count.fields', Object.keys(all), faults)
  if (faults.length > 0) return invalidRequest(faults)
  const fields = asked ?? Object.keys(all).filter((name) => name !== 'all_project_client_apps')
  return jsonAnswer({ data: Object.fromEntries(fields.map((name) => [name, all[name]])) })
}

async function changeRules(
  { incoming, params }: EndpointRequest,
  parts: RulesParts,
): Promise<Answer> {
  const faults: RequestFault[] = unknownParameters(params, ['dry_run', 'delete_all'])
  const isDryRun = readBoolean(params, 'dry_run', faults)
  const isDeleteAll = readBoolean(params, 'delete_all', faults)
  const body = await readJsonBody(incoming)
  if (faults.length > 0) return invalidRequest(faults)
  if (isDeleteAll)
    return deleteRules({ ids: parts.rules.list().map(({ id }) => id), values: [] }, isDryRun, parts)
  if (body.kind === 'refused') return body.answer
  const change = decodeRuleChange(body.value)
  switch (change.kind) {
    case 'invalid':
      return invalidRequest(change.faults)
    case 'add':
      return addRules(change.rules, isDryRun, parts)
    case 'delete':
      return deleteRules(change.rules, isDryRun, parts)
  }
}

interface CheckedRule extends RuleToAdd {
  readonly check: RuleCheck
}

/**
 * One invalid rule and nothing is added, the valid ones included (PowerTrack: requests fail or
 * succeed as a batch); a duplicate, judged by its value alone, does not stop the others. The answer
 * to an invalid rule is 200: `meta.summary` tells.
 */
function addRules(added: readonly RuleToAdd[], isDryRun: boolean, parts: RulesParts): Answer {
  const { settings, rules } = parts
  const checked = added.map((rule) => ({
    ...rule,
    check: checkRule(rule.value, { maxLength: settings.ruleMaxLength }),
  }))
  const invalid = checked.filter(({ check }) => !check.valid || check.rule === null)
  const seen = new Set<string>()
  const fresh = checked.filter(({ value }) => {
    const isFresh = rules.findByValue(value) === null && !seen.has(value)
    seen.add(value)
    return isFresh
  })
  if (invalid.length === 0 && rules.size + fresh.length > settings.rulesCap) {
    return ruleCapReached(settings.rulesCap)
  }
  const created = invalid.length > 0 ? [] : fresh.map((rule) => createRule(rule, isDryRun, parts))
  if (created.length > 0 && !isDryRun) parts.onChange()
  const duplicates = checked.filter((rule) => rule.check.valid && !fresh.includes(rule))
  const notValid = invalid.length + duplicates.length
  const errors = [
    ...invalid.map(invalidRuleError),
    ...duplicates.map((rule) => duplicateError(rule, created, rules)),
  ]
  const body = {
    ...(created.length > 0 && { data: created.map(ruleJson) }),
    meta: {
      sent: sent(parts),
      summary: {
        created: created.length,
        not_created: added.length - created.length,
        valid: added.length - notValid,
        invalid: notValid,
      },
    },
    ...(errors.length > 0 && { errors }),
  }
  return jsonAnswer(body, created.length > 0 ? 201 : 200)
}

/** A dry run gets ids too, of rules that are in no book. */
function createRule(
  { value, tag, check }: CheckedRule,
  isDryRun: boolean,
  { rules }: RulesParts,
): SandboxRule {
  const rule = rules.draft(value, tag, check.rule as RuleNode)
  if (!isDryRun) rules.add(rule)
  return rule
}

function invalidRuleError({ value, check }: CheckedRule): Record<string, unknown> {
  return {
    value,
    details: check.problems
      .filter(({ severity }) => severity === 'error')
      .map(({ message, position }) => `${message} (at position ${position + 1})`),
    title: 'UnprocessableEntity',
    type: `${PROBLEM_BASE}invalid-rules`,
  }
}

function duplicateError(
  { value }: CheckedRule,
  created: readonly SandboxRule[],
  rules: RuleBook,
): Record<string, unknown> {
  const existing = rules.findByValue(value) ?? created.find((rule) => rule.value === value)
  return {
    value,
    ...(existing && { id: existing.id }),
    title: 'DuplicateRule',
    type: `${PROBLEM_BASE}duplicate-rules`,
  }
}

function deleteRules(named: RulesToDelete, isDryRun: boolean, parts: RulesParts): Answer {
  const { rules } = parts
  const byId = named.ids.map((id) => ({ parameters: { id: [id] }, rule: rules.findById(id) }))
  const byValue = named.values.map((value) => ({
    parameters: { value: [value] },
    rule: rules.findByValue(value),
  }))
  const all = [...byId, ...byValue]
  const found = new Set(all.flatMap(({ rule }) => rule ?? []))
  if (!isDryRun && found.size > 0) {
    for (const rule of found) rules.delete(rule)
    parts.onChange()
  }
  const errors = all
    .filter(({ rule }) => rule === null)
    .map(({ parameters }) => ruleMissingError(parameters))
  return jsonAnswer({
    meta: { sent: sent(parts), summary: { deleted: found.size, not_deleted: errors.length } },
    ...(errors.length > 0 && { errors }),
  })
}

/**
 * Keeps the app's rules at X in line with the active keywords: one rule a keyword, tagged `magpie:<keyword id>`.
 *
 * Owns rules with that tag, and only those; rules of others are never touched, even when they are adopted. Every run
 * begins by listing what is there, so rules edited elsewhere, or left by a run that was cut off, are noticed. New rules
 * go in before old ones go out, so that no moment is uncovered; only an account without room for both has to swap.
 * Rules are edited while the stream stays connected; X applies them within about 20 seconds.
 *
 * The loops end: each turn of `addAll` takes keywords off the list or rules off the stale ones, each call of `addBatch`
 * by itself is with fewer keywords.
 */
import type { KeywordId } from '../../domain/ids.ts'
import type { ActiveKeyword } from '../../domain/keyword.ts'
import type { Logger } from '../../lib/logger.ts'
import type { NetworkRules, RuleReport } from '../source.ts'
import { planRules, type XRule } from './plan-rules.ts'
import type { XProblem } from './problems.ts'
import { keywordIdOfTag, tagOf, type RuleTable } from './rule-table.ts'
import {
  addRules,
  deleteRules,
  listRules,
  MAX_RULES_PER_REQUEST,
  readRuleCaps,
} from './rules-api.ts'
import type { RuleCaps } from './rules-api.ts'
import type { XHttp } from './x-http.ts'

export interface XRulesOptions {
  readonly http: XHttp
  readonly table: RuleTable
  readonly logger: Logger
}

export function createXRules(options: XRulesOptions): NetworkRules {
  // One run at a time: two would add the same rules.
  let previous: Promise<unknown> = Promise.resolve()
  return {
    apply(keywords, signal) {
      const run = previous.then(() => reconcile(options, keywords, signal))
      previous = run.catch(() => {})
      return run
    },
  }
}

type Verdict = Pick<RuleReport, 'status' | 'problem'>
const LIVE: Verdict = { status: 'live', problem: null }

/** One run: what it works with, what is known so far, what was decided for each keyword. */
interface Run {
  readonly http: XHttp
  readonly table: RuleTable
  readonly signal: AbortSignal
  readonly keywords: readonly ActiveKeyword[]
  readonly verdicts: Map<KeywordId, Verdict>
  readonly claims: Map<string, KeywordId[]>
  stale: readonly XRule[]
  added: number
  deleted: number
}

async function reconcile(
  options: XRulesOptions,
  keywords: readonly ActiveKeyword[],
  signal: AbortSignal,
): Promise<RuleReport[]> {
  signal.throwIfAborted()
  const { http, table, logger } = options
  const plan = planRules(keywords, await listRules(http, signal))
  const run: Run = {
    http,
    table,
    signal,
    keywords,
    verdicts: new Map(),
    claims: new Map(),
    stale: plan.stale,
    added: 0,
    deleted: 0,
  }
  for (const [ruleId, keywordIds] of plan.claims) {
    for (const keywordId of keywordIds) claim(run, ruleId, keywordId)
  }
  if (plan.missing.length > 0) await addAll(run, plan.missing)
  await deleteUnclaimed(run, run.stale)
  table.settle(run.claims, new Set(keywords.map((keyword) => keyword.id)))
  if (run.added + run.deleted > 0) {
    logger.info(
      { event: 'rules.changed', added: run.added, deleted: run.deleted },
      'rules changed at X',
    )
  }
  return keywords.map(({ id, version }) => {
    return { keywordId: id, version, ...(run.verdicts.get(id) ?? waiting(null)) }
  })
}

async function addAll(run: Run, missing: readonly ActiveKeyword[]): Promise<void> {
  const caps = await readRuleCaps(run.http, run.signal)
  let room = caps?.room ?? Infinity
  let pending = missing
  if (pending.length > room) {
    // Rules of keywords that are gone make room without uncovering anything.
    room += await deleteUnclaimed(run, rulesOf(run.stale, pending, 'others'))
  }
  while (pending.length > 0) {
    if (room <= 0) {
      // No room for new and old at once: the old have to go first.
      room = await deleteUnclaimed(run, run.stale.slice(0, MAX_RULES_PER_REQUEST))
      if (room === 0) break
    }
    const batch = pending.slice(0, Math.min(room, MAX_RULES_PER_REQUEST))
    const addedBefore = run.added
    const isFull = (await addBatch(run, batch)) === 'full'
    const left = batch.filter((keyword) => !run.verdicts.has(keyword.id))
    pending = [...left, ...pending.slice(batch.length)]
    room = isFull ? 0 : room - (run.added - addedBefore)
    if (pending.length > room)
      room += await deleteUnclaimed(run, rulesOf(run.stale, batch, 'these'))
  }
  for (const keyword of pending) run.verdicts.set(keyword.id, waiting(caps))
}

/** Every keyword of the batch has its verdict afterwards, unless X has no room for more. */
async function addBatch(run: Run, batch: readonly ActiveKeyword[]): Promise<'done' | 'full'> {
  const tags = new Map(batch.map((keyword) => [keyword.query, tagOf(keyword.id)]))
  const rules = [...tags].map(([value, tag]) => ({ value, tag }))
  const answer = await addRules(run.http, rules, run.signal)
  run.added += Math.max(answer.created.length, answer.createdCount)
  claimByValue(run, batch, answer.created)
  judge(run, batch, answer.problems)
  if (answer.createdCount > answer.created.length || answer.problems.some(isUnnamedDuplicate)) {
    // The answer does not name every rule that is there now: the list does.
    claimByValue(run, batch, await listRules(run.http, run.signal))
  }
  const left = batch.filter((keyword) => !run.verdicts.has(keyword.id))
  if (left.length === 0) return 'done'
  if (answer.problems.some((problem) => problem.type === 'rule-cap')) return 'full'
  if (batch.length === 1) {
    run.verdicts.set(left[0]!.id, { status: 'rejected', problem: answer.words ?? NO_REASON })
    return 'done'
  }
  // One invalid rule keeps the whole batch out: again without those that were named, or one by one when none was.
  if (left.length < batch.length) return addBatch(run, left)
  for (const keyword of left) if ((await addBatch(run, [keyword])) === 'full') return 'full'
  return 'done'
}

function claimByValue(run: Run, batch: readonly ActiveKeyword[], rules: readonly XRule[]): void {
  const ruleOfValue = new Map(rules.map((rule) => [rule.value.trim(), rule]))
  for (const keyword of batch) {
    const rule = ruleOfValue.get(keyword.query.trim())
    if (rule !== undefined && !run.verdicts.has(keyword.id)) claim(run, rule.id, keyword.id)
  }
}

/** Verdicts from what X says of single rules: a duplicate is adopted, an invalid one carries X's words. */
function judge(run: Run, batch: readonly ActiveKeyword[], problems: readonly XProblem[]): void {
  for (const problem of problems) {
    const value = problem.value?.trim()
    if (value === undefined || problem.type === 'rule-cap') continue
    for (const keyword of batch) {
      if (keyword.query.trim() !== value || run.verdicts.has(keyword.id)) continue
      if (!isDuplicate(problem)) {
        const words = problem.sentences.join('; ')
        run.verdicts.set(keyword.id, { status: 'rejected', problem: words || NO_REASON })
      } else if (problem.id !== null) claim(run, problem.id, keyword.id)
    }
  }
}

function claim(run: Run, ruleId: string, keywordId: KeywordId): void {
  const known = run.claims.get(ruleId) ?? []
  if (!known.includes(keywordId)) run.claims.set(ruleId, [...known, keywordId])
  run.verdicts.set(keywordId, LIVE)
  // At once: posts come under a new rule before this run is over.
  run.table.claim(ruleId, keywordId)
}

/** Answers how many went. A rule that turned out to be wanted again (a duplicate) stays. */
async function deleteUnclaimed(run: Run, rules: readonly XRule[]): Promise<number> {
  const ids = rules.map((rule) => rule.id).filter((id) => !run.claims.has(id))
  if (ids.length === 0) return 0
  await deleteRules(run.http, ids, run.signal)
  run.deleted += ids.length
  run.stale = run.stale.filter((rule) => !ids.includes(rule.id))
  return ids.length
}

/** Rules of ours that were made for these keywords, or those that were made for others. */
function rulesOf(
  rules: readonly XRule[],
  keywords: readonly ActiveKeyword[],
  which: 'these' | 'others',
): readonly XRule[] {
  const ids = new Set(keywords.map((keyword) => keyword.id))
  return rules.filter((rule) => ids.has(keywordIdOfTag(rule.tag)!) === (which === 'these'))
}

const NO_REASON = 'X did not say why.'

function isDuplicate(problem: XProblem): boolean {
  return problem.type === 'duplicate-rules' || problem.title === 'DuplicateRule'
}

function isUnnamedDuplicate(problem: XProblem): boolean {
  return isDuplicate(problem) && problem.id === null
}

function waiting(caps: RuleCaps | null): Verdict {
  const limit = caps === null ? 'no more rules' : `${caps.cap} rules`
  return { status: 'waiting', problem: `X allows this app ${limit}, and all of them are in use.` }
}

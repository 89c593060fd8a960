/** `magpie keywords list | add | remove`: what the page does, from the shell. A running Magpie notices within two seconds. */
import { parseArgs } from 'node:util'
import { requireValidQuery } from '../api/check-query.ts'
import { loadConfig } from '../config/config.ts'
import type { Keyword } from '../domain/keyword.ts'
import { closest } from '../lib/closest.ts'
import { ConfigError, RequestError } from '../lib/errors.ts'
import { createLogger } from '../lib/logger.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'

const ACTIONS = ['list', 'add', 'remove'] as const
const PAGE = 1_000

export async function runKeywords(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { label: { type: 'string' }, purge: { type: 'boolean', default: false } },
    strict: true,
    allowPositionals: true,
  })
  const [name = 'list', ...rest] = positionals
  const action = ACTIONS.find((one) => one === name)
  if (action === undefined) {
    const near = closest(name, ACTIONS)
    throw new ConfigError(
      `magpie keywords has no "${name}"${near ? `: did you mean ${near}?` : `; it has ${ACTIONS.join(', ')}.`}`,
    )
  }
  const config = loadConfig()
  const logger = createLogger({ level: config.logLevel, role: 'keywords' })
  await using store = await openStore(config.databaseUrl, { role: 'command', logger })
  if (action === 'list') await list(store)
  else if (action === 'add') await add(store, oneOf(rest, 'add QUERY'), values.label ?? null)
  else await remove(store, oneOf(rest, 'remove ID_OR_QUERY'), values.purge)
  return 0
}

/** A query with blanks may come as one argument or, unquoted, as several. */
function oneOf(words: readonly string[], usage: string): string {
  if (words.length === 0) throw new ConfigError(`Write magpie keywords ${usage}.`)
  return words.join(' ')
}

async function list(store: Store): Promise<void> {
  for (const keyword of await listAll(store)) {
    const label = keyword.label === null ? '' : `\t${keyword.label}`
    const state = keyword.active ? 'active' : 'paused'
    process.stdout.write(
      `${keyword.id}\t${state}\t${keyword.postCount}\t${keyword.query}${label}\n`,
    )
  }
}

async function add(store: Store, text: string, label: string | null): Promise<void> {
  const query = requireValidQuery(text)
  const write = await store.createKeyword({ query, label, networks: null })
  if (write.kind === 'conflict') {
    const detail = `The query is tracked already, by keyword ${write.existingId}.`
    throw new RequestError(409, 'keyword.duplicate', detail)
  }
  if (write.kind === 'written') process.stdout.write(`${write.keyword.id}\t${query}\n`)
}

async function remove(store: Store, idOrQuery: string, purge: boolean): Promise<void> {
  const keyword = (await listAll(store)).find(
    ({ id, query }) => id === idOrQuery || query === idOrQuery.trim(),
  )
  if (keyword === undefined) {
    throw new RequestError(404, 'keyword.not-found', `There is no keyword ${idOrQuery}.`)
  }
  await store.deleteKeyword(keyword.id, { purge })
  process.stdout.write(`removed ${keyword.id}\t${keyword.query}\n`)
}

async function listAll(store: Store): Promise<Keyword[]> {
  const keywords: Keyword[] = []
  for (let cursor: string | null = null; ;) {
    const page = await store.listKeywords({ limit: PAGE, cursor })
    keywords.push(...page.data)
    cursor = page.nextCursor
    if (cursor === null) return keywords
  }
}

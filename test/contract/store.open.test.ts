import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'

import { ConfigError } from '../../src/lib/errors.ts'
import { openStore, type OpenStoreOptions } from '../../src/store/open-store.ts'
import { CorruptStoreError, StoreError } from '../../src/store/store.ts'
import { addKeyword, addRunningStream, logger, makeBatch, START } from './store-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'magpie-open-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const newPath = (): string => join(folder, `${++files}.db`)
const open = (url: string, options: Partial<OpenStoreOptions> = {}) =>
  openStore(url, { role: 'server', logger, ...options })

/** The sentence with which opening is refused. */
async function refusal(url: string, options: Partial<OpenStoreOptions> = {}): Promise<string> {
  const error: unknown = await open(url, options).then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ConfigError)
  return (error as ConfigError).message
}

function execute(path: string, sql: string): void {
  const file = new DatabaseSync(path)
  file.exec(sql)
  file.close()
}

describe('opening a SQLite store', () => {
  test('makes the directory and the file, and finds everything again', async () => {
    const path = join(folder, 'deep', 'er', 'magpie.db')
    {
      await using store = await open(`sqlite:${path}`)
      await addKeyword(store, 'cat')
    }
    await using store = await open(`sqlite://${path}`)
    expect((await store.listKeywords({ limit: 5, cursor: null })).data).toMatchObject([
      { query: 'cat' },
    ])
    expect(store.dialect).toBe('sqlite')
  })

  test('sqlite::memory: is a store of its own that leaves nothing behind', async () => {
    const first = await open('sqlite::memory:')
    await using second = await open('sqlite::memory:')
    await addKeyword(first, 'cat')
    expect((await second.listKeywords({ limit: 5, cursor: null })).data).toEqual([])
    await first[Symbol.asyncDispose]()
    await expect(first.ping()).rejects.toThrow()
  })

  test('an address that names no SQLite file is refused without repeating its secrets', async () => {
    for (const url of [
      'postgres://user:hunter2@db.example/x',
      'mysql://user:hunter2@db.example/x',
      'magpie.db',
      'file:magpie.db',
      '',
      'sqlite:',
      'sqlite://magpie.db',
    ]) {
      const message = await refusal(url)
      expect(message).toContain('sqlite:')
      expect(message).not.toContain('hunter2')
    }
  })

  test('a file that is no database is refused and left as it is', async () => {
    const path = newPath()
    writeFileSync(path, 'Dear diary, today I ate a whole cake.')
    expect(await refusal(`sqlite:${path}`)).toContain('not a SQLite database')
    expect(readFileSync(path, 'utf8')).toContain('cake')
    expect(existsSync(`${path}-wal`)).toBe(false)
    const folderPath = newPath()
    mkdirSync(folderPath)
    expect(await refusal(`sqlite:${folderPath}`)).toContain('not a file')
  })

  test("somebody else's database is refused and left as it is", async () => {
    const path = newPath()
    execute(path, 'CREATE TABLE recipes (cake TEXT)')
    expect(await refusal(`sqlite:${path}`)).toContain('not Magpie')
    const file = new DatabaseSync(path)
    expect(file.prepare('SELECT name FROM sqlite_schema').all()).toMatchObject([
      { name: 'recipes' },
    ])
    file.close()
  })

  test('a database of a newer Magpie is refused', async () => {
    const path = newPath()
    await (await open(`sqlite:${path}`))[Symbol.asyncDispose]()
    execute(path, "INSERT INTO magpie_schema VALUES (999, 'future', 0)")
    expect(await refusal(`sqlite:${path}`)).toMatch(/999.*newer Magpie/)
  })

  test('an empty file is begun', async () => {
    const path = newPath()
    writeFileSync(path, '')
    await using store = await open(`sqlite:${path}`)
    await store.ping()
  })

  test('a directory that cannot be made, a file that cannot be written: a sentence that says so', async () => {
    const blocker = newPath()
    writeFileSync(blocker, '')
    expect(await refusal(`sqlite:${join(blocker, 'magpie.db')}`)).toMatch(
      /directory .* cannot be made/,
    )
    const path = newPath()
    await (await open(`sqlite:${path}`))[Symbol.asyncDispose]()
    chmodSync(path, 0o444)
    // Root may write anything; somebody else may not.
    const isRoot = process.geteuid?.() === 0
    if (isRoot) {
      chmodSync(folder, 0o755)
      process.seteuid!(65_534)
    }
    try {
      expect(await refusal(`sqlite:${path}`)).toMatch(/cannot be written by this user/)
    } finally {
      if (isRoot) process.seteuid!(0)
    }
  })

  test('read-only: everything can be read, nothing written, nothing made', async () => {
    expect(await refusal(`sqlite:${newPath()}`, { readOnly: true })).toContain('no database')
    const path = newPath()
    await using writer = await open(`sqlite:${path}`)
    await addKeyword(writer, 'cat')
    await using reader = await open(`sqlite:${path}`, { readOnly: true })
    expect((await reader.listKeywords({ limit: 5, cursor: null })).data).toHaveLength(1)
    await expect(addKeyword(reader, 'dog')).rejects.toThrow(StoreError)
    await addKeyword(writer, 'dog')
    expect((await reader.listKeywords({ limit: 5, cursor: null })).data).toHaveLength(2)
  })

  test('a damaged file is a StoreError that says trying again is no use', async () => {
    const path = newPath()
    {
      await using store = await open(`sqlite:${path}`, { role: 'writer' })
      const stream = await addRunningStream(store, START)
      const entries = Array.from({ length: 2_000 }, (_, i) => ({ text: `post ${i}`.repeat(20) }))
      await store.appendBatches([makeBatch(stream, 1, entries)])
    }
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 16_384 * 8)
    writeFileSync(path, bytes)
    const error: unknown = await (async () => {
      await using store = await open(`sqlite:${path}`)
      await store.readPostsAfter(0, 5_000)
    })().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(CorruptStoreError)
    expect(error).toMatchObject({ code: 'store.corrupt', retry: 'never' })
  })

  test('a lock that is never given back is a StoreError, and the event loop runs meanwhile', async () => {
    const path = newPath()
    await using store = await open(`sqlite:${path}`, { lockWaitMs: 500 })
    const holder = new DatabaseSync(path)
    holder.exec('BEGIN IMMEDIATE')
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    try {
      const error: unknown = await addKeyword(store, 'cat').catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(StoreError)
      expect(error).toMatchObject({ code: 'store.unavailable', retry: 'backoff' })
      expect(turns).toBeGreaterThan(10)
      // Reading does not wait for writers.
      await store.listStreams()
    } finally {
      clearInterval(timer)
      holder.close()
    }
    await addKeyword(store, 'cat')
  })
})

import { expect, test } from 'vitest'

import { ShutdownError } from '../lib/abort.ts'
import { createLogger } from '../lib/logger.ts'
import { openStore } from './open-store.ts'
import { StoreError } from './store.ts'
import { runUpkeep } from './upkeep.ts'

const logger = createLogger({ level: 'silent', role: 'test' })

test('upkeep works on a real store until it is told to end', async () => {
  await using store = await openStore('sqlite::memory:', { role: 'writer', logger })
  const lifetime = new AbortController()
  const passed = Promise.withResolvers<void>()
  const upkeep = runUpkeep(
    {
      indexPending: () => store.indexPending(),
      compactRaw: async (how) => {
        const count = await store.compactRaw(how)
        passed.resolve()
        return count
      },
    },
    logger,
    lifetime.signal,
  )
  await passed.promise
  lifetime.abort(new ShutdownError('test'))
  await upkeep
})

test('a database that does not answer is tried again; what cannot be helped is thrown', async () => {
  const lifetime = new AbortController()
  const outcomes = [new StoreError('away'), new TypeError('a bug')]
  const upkeep = runUpkeep(
    {
      indexPending: () => Promise.reject(outcomes.shift()!),
      compactRaw: () => Promise.resolve(0),
    },
    logger,
    lifetime.signal,
  )
  await expect(upkeep).rejects.toThrow('a bug')
  expect(outcomes).toEqual([])
})

test('while there is much to index nothing is packed', async () => {
  const lifetime = new AbortController()
  const calls: string[] = []
  const counts = [6_000, 0]
  await runUpkeep(
    {
      indexPending: () => {
        calls.push('index')
        return Promise.resolve(counts.shift()!)
      },
      compactRaw: () => {
        calls.push('pack')
        lifetime.abort(new ShutdownError('test'))
        return Promise.resolve(0)
      },
    },
    logger,
    lifetime.signal,
  )
  expect(calls).toEqual(['index', 'index', 'pack'])
})

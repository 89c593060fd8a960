import { expect, test } from 'vitest'
import type { WireUsage } from '../../src/domain/wire.ts'
import { openApi, openFeed } from './api-fixture.ts'

test('usage adds up the month, holds it against the budget, and leaves the sandbox out', async () => {
  await using api = await openApi({ xBudgetUsd: 0.02 })
  const usage = async (): Promise<WireUsage> => (await api.get('/api/v1/usage')).body as WireUsage
  expect(await usage()).toMatchObject({ posts: 0, usd: 0, days: [], warning: false, xUsage: null })

  const sandbox = await openFeed(api, { sandbox: true })
  await sandbox.commit([{ id: '1' }, { id: '2' }])
  expect((await usage()).posts).toBe(0)

  const feed = await openFeed(api)
  await feed.commit([{ id: '11' }, { id: '12' }, { id: '13' }])
  const month = new Date().toISOString().slice(0, 7)
  expect(await usage()).toMatchObject({ month, posts: 3, usd: 0.015, warning: false })
  await feed.commit([{ id: '14' }, { id: '13' }])
  expect(await usage()).toMatchObject({ posts: 4, usd: 0.02, warning: true, budgetReached: true })
  expect((await usage()).days).toMatchObject([{ posts: 4, usd: 0.02 }])

  await api.store.writeNetworkUsage(feed.streamId, {
    readAtMs: 0,
    posts: 12,
    cap: 3_000_000,
    capResetDay: null,
  })
  expect((await usage()).xUsage).toEqual({
    posts: 12,
    cap: 3_000_000,
    capResetDay: null,
    readAt: '1970-01-01T00:00:00.000Z',
  })
})

import { describe, expect, test } from 'vitest'
import type { WireCoverage, WireUsage } from '../../src/domain/wire.ts'
import { apiOf, startProgram, until } from '../support/program.ts'
import { startSandbox } from '../support/sandbox-process.ts'

describe('the budget for reading X', () => {
  test('is a hard stop with its reason on the ledger, survives a restart, and a higher one goes on', async () => {
    await using sandbox = await startSandbox(['--rate', '40'])
    const spent = { env: { ...sandbox.env, MAGPIE_X_BUDGET_USD: '0.5' } }
    await using program = await startProgram(spent)
    const api = apiOf(program.url)
    await api.addKeyword('coffee')

    const blocked = await until(async () => {
      const stream = await api.stream('x')
      return stream.state === 'blocked' && stream
    }, 'the budget to be spent')
    expect(blocked.problem).toMatchObject({ code: 'x.budget-reached' })
    expect(blocked.problem!.action).toContain('MAGPIE_X_BUDGET_USD')
    const nextMonth = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 1))
    expect(blocked.problem!.retryAt).toBe(nextMonth.toISOString())
    await until(async () => (await sandbox.state()).connections.open === 0, 'a closed socket')

    const usage = await api.get<WireUsage>('/usage')
    expect(usage).toMatchObject({ warning: true, budgetReached: true, budgetUsd: 0.5 })
    expect(usage.usd).toBeGreaterThanOrEqual(0.5)
    // What was on its way when the limit was met, and no more.
    expect(usage.usd).toBeLessThan(1.5)
    const ids = new Set((await sandbox.state()).deliveredIds)
    expect(usage.posts).toBe((await api.allPosts()).length)
    expect(usage.posts).toBeLessThanOrEqual(ids.size)
    expect(usage.users).toBeGreaterThan(0)
    expect(program.log()).toContain('budget.near')

    const coverage = await until(async () => {
      const answer = await api.get<WireCoverage>('/coverage?stream=x')
      return answer.intervals.at(-1)?.reason === 'x.budget-reached' && answer
    }, 'the gap on the ledger')
    expect(coverage.intervals.at(-1)).toMatchObject({ state: 'gap' })

    // Start means "try again now": it is refused without a socket.
    const { accepted } = (await sandbox.state()).connections
    await api.post('/streams/x/start')
    await until(async () => (await api.stream('x')).state === 'blocked', 'the refusal')
    await program.stop()

    await using again = await startProgram({ ...spent, folder: program.folder })
    await until(
      async () => (await apiOf(again.url).stream('x')).problem?.code === 'x.budget-reached',
      'the budget to be remembered',
    )
    expect((await sandbox.state()).connections.accepted).toBe(accepted)
    await again.stop()

    const raised = { ...sandbox.env, MAGPIE_X_BUDGET_USD: '50' }
    await using more = await startProgram({ env: raised, folder: program.folder })
    await until(async () => (await apiOf(more.url).stream('x')).state === 'live', 'to go on')
    const ofX = await until(
      async () => (await apiOf(more.url).get<WireUsage>('/usage')).xUsage,
      "X's own count",
    )
    expect(ofX).toMatchObject({ cap: 3_000_000 })
  })
})

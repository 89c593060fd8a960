import axe from 'axe-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { openBrowser, openPage } from '../support/browser.ts'
import { apiOf, startProgram, until, type Program } from '../support/program.ts'
import { startSandbox, type SandboxProcess } from '../support/sandbox-process.ts'

let browser: Browser
let sandbox: SandboxProcess
let program: Program
beforeAll(async () => {
  browser = await openBrowser()
  sandbox = await startSandbox(['--rate', '40'])
  program = await startProgram({ env: sandbox.env })
})
afterAll(async () => {
  await browser?.close()
  await program?.[Symbol.asyncDispose]()
  await sandbox?.[Symbol.asyncDispose]()
})

/** Posts in the live list that the reader can reach by their role. */
const liveCount = (page: Page): Promise<number> => page.getByRole('article').count()

async function addKeyword(page: Page, query: string): Promise<void> {
  await page.goto(`${program.url}/add_keyword`)
  await page.getByRole('textbox', { name: 'Query' }).fill(query)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await until(async () => !page.url().endsWith('/add_keyword'), 'the page after saving')
}

describe('the page, in a real browser', () => {
  test('a keyword added on /add_keyword becomes posts in the live list and a moving chart', async () => {
    const { page, problems } = await openPage(browser)
    await addKeyword(page, 'coffee')
    const api = apiOf(program.url)
    const [keyword] = (await api.get<{ data: { id: string; query: string }[] }>('/keywords')).data
    expect(keyword!.query).toBe('coffee')

    await page.goto(`${program.url}/live`)
    await until(async () => (await liveCount(page)) > 3, 'posts in the live list')
    expect(await page.getByRole('article').first().innerText()).toMatch(/\S/)

    await page.goto(`${program.url}/keywords/${keyword!.id}/statistics`)
    const total = async (): Promise<number> => {
      const text = await page.locator('dt:text-is("Posts") + dd').innerText()
      return Number(text.replaceAll(/\D/g, ''))
    }
    await page.locator('canvas').first().waitFor()
    const before = await until(total, 'the number of posts')
    await until(async () => (await total()) > before, 'the number to rise without a reload')
    expect(problems).toEqual([])
  })

  test('the live list goes on after the server was killed and restarted', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${program.url}/live`)
    await until(async () => (await liveCount(page)) > 3, 'posts in the live list')
    const api = apiOf(program.url)
    const server = (await api.system()).processes.find(({ role }) => role === 'server')!
    process.kill(server.pid, 'SIGKILL')
    await until(async () => {
      const now = await api.system().catch(() => null)
      return now?.processes.some(({ role, pid }) => role === 'server' && pid !== server.pid)
    }, 'another server')
    const newest = (): Promise<string | null> =>
      page.getByRole('article').first().locator('a[href^="/posts/"]').first().getAttribute('href')
    const before = await newest()
    await until(async () => (await newest()) !== before, 'newer posts without a reload')
  })

  test('an invalid query is marked where it is wrong, a duplicate leads to the existing keyword', async () => {
    const { page } = await openPage(browser)
    await page.goto(`${program.url}/add_keyword`)
    await page.getByRole('textbox', { name: 'Query' }).fill('tea AND cake')
    await page
      .getByText(/Ambiguous use of and as a keyword/)
      .first()
      .waitFor()
    await page.getByRole('textbox', { name: 'Query' }).fill('coffee')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page
      .getByRole('link', { name: /existing|already|open/i })
      .first()
      .waitFor()
  })

  test('pause, resume, edit and delete from the list', async () => {
    const { page } = await openPage(browser)
    await addKeyword(page, 'weather')
    const api = apiOf(program.url)
    const find = async () =>
      (
        await api.get<{ data: { id: string; query: string; active: boolean }[] }>('/keywords')
      ).data.find(({ query }) => query.startsWith('weather'))
    await page.goto(program.url)
    const row = page
      .getByRole('row')
      .filter({ hasText: 'weather' })
      .or(page.getByRole('listitem').filter({ hasText: 'weather' }))
      .first()
    await row.getByRole('button', { name: /^Pause/ }).click()
    await until(async () => (await find())?.active === false, 'the keyword to be paused')
    await row.getByRole('button', { name: /^Resume/ }).click()
    await until(async () => (await find())?.active === true, 'the keyword to be resumed')

    await row
      .getByRole('link', { name: /^Edit/ })
      .or(row.getByRole('button', { name: /^Edit/ }))
      .first()
      .click()
    await page.getByRole('textbox', { name: 'Query' }).fill('weather OR rain')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await until(async () => (await find())?.query === 'weather OR rain', 'the edited query')

    await page.goto(program.url)
    await row.getByRole('button', { name: /^Delete/ }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Delete/ })
      .click()
    await until(async () => (await find()) === undefined, 'the keyword to be gone')
  })

  test.each(['light', 'dark'] as const)(
    'no page has a serious accessibility finding (%s)',
    async (scheme) => {
      const { page } = await openPage(browser, { dark: scheme === 'dark' })
      for (const path of [
        '/',
        '/live',
        '/streams',
        '/posts',
        '/add_keyword',
        '/keywords/1/statistics',
      ]) {
        await page.goto(program.url + path)
        await page.getByRole('main').waitFor()
        await page.evaluate(axe.source)
        const findings = await page.evaluate<
          { id: string; impact: string; nodes: { html: string }[] }[]
        >('axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)')
        const serious = findings.filter(
          ({ impact }) => impact === 'serious' || impact === 'critical',
        )
        expect(serious.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0]?.html}`)).toEqual([])
      }
    },
  )

  test('nothing overflows at 390 pixels', async () => {
    const { page } = await openPage(browser, { width: 390, dark: true })
    for (const path of ['/', '/live', '/streams', '/posts', '/add_keyword']) {
      await page.goto(program.url + path)
      await page.getByRole('main').waitFor()
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect(overflow, path).toBeLessThanOrEqual(0)
    }
  })
})

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApi, type Api } from './api-fixture.ts'

const INDEX = '<!doctype html><title>Magpie</title>'
const SCRIPT = 'console.log("page")\n'.repeat(50)
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }

let directory: string
let api: Api
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'magpie-page-'))
  const publicDir = join(directory, 'web')
  await mkdir(join(publicDir, 'assets'), { recursive: true })
  await writeFile(join(directory, 'secret.txt'), 'secret')
  await writeFile(join(publicDir, '.env'), 'secret')
  await writeFile(join(publicDir, 'index.html'), INDEX)
  await writeFile(join(publicDir, 'icon.svg'), '<svg/>')
  await writeFile(join(publicDir, 'assets', 'app-1a2b.js'), SCRIPT)
  await writeFile(join(publicDir, 'assets', 'app-1a2b.js.br'), brotliCompressSync(SCRIPT))
  await writeFile(join(publicDir, 'assets', 'app-1a2b.js.gz'), gzipSync(SCRIPT))
  api = await openApi({ publicDir })
})
afterAll(async () => {
  await api[Symbol.asyncDispose]()
  await rm(directory, { recursive: true, force: true })
})

test.each([
  '/',
  '/add_keyword',
  '/keywords/5/statistics',
  '/index.html',
  '/posts?q=a.b',
  '/apiary',
])('%s is the page', async (path) => {
  const answer = await api.get(path, HTML)
  expect([answer.status, answer.text]).toEqual([200, INDEX])
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(answer.headers['cache-control']).toBe('no-cache')
})

test('a client that takes anything gets the page too, except for names of files', async () => {
  expect((await api.get('/add_keyword', { accept: '*/*' })).text).toBe(INDEX)
  expect((await api.get('/add_keyword')).text).toBe(INDEX)
  for (const path of ['/missing.js', '/favicon.ico', '/assets/app-0000.js', '/assets/x']) {
    const answer = await api.get(path, { accept: '*/*' })
    expect([path, answer.status]).toEqual([path, 404])
  }
  expect((await api.get('/assets/app-0000.js', HTML)).status).toBe(404)
  expect((await api.get('/add_keyword', { accept: 'application/json' })).status).toBe(404)
})

test('what is posted to the page is refused', async () => {
  expect((await api.call('POST', '/add_keyword', { body: {} })).status).toBe(404)
})

test('files with a hash in their name are kept for good, others asked for again', async () => {
  const script = await api.get('/assets/app-1a2b.js')
  expect(script.text).toBe(SCRIPT)
  expect(script.headers['content-type']).toContain('javascript')
  expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  const icon = await api.get('/icon.svg')
  expect(icon.headers['cache-control']).toBe('no-cache')
  const again = await api.get('/icon.svg', { 'if-none-match': String(icon.headers['etag']) })
  expect([again.status, again.text]).toEqual([304, ''])
})

test('a precompressed file is sent to who takes it', async () => {
  const response = await request(`${api.url}/assets/app-1a2b.js`, {
    headers: { 'accept-encoding': 'gzip, br' },
  })
  expect(response.headers['content-encoding']).toBe('br')
  expect(response.headers['vary']).toContain('accept-encoding')
  expect(response.headers['cache-control']).toContain('immutable')
  expect(response.headers['content-type']).toContain('javascript')
  const bytes = Buffer.from(await response.body.arrayBuffer())
  expect(brotliDecompressSync(bytes).toString()).toBe(SCRIPT)
  const gzip = await api.get('/assets/app-1a2b.js', { 'accept-encoding': 'gzip' })
  expect(gzip.headers['content-encoding']).toBe('gzip')
})

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/..%5c..%5csecret.txt',
  '/.env',
  '//etc/passwd',
])('%s leads nowhere', async (path) => {
  const answer = await api.get(path, { accept: 'text/plain' })
  expect([403, 404]).toContain(answer.status)
  expect(answer.text).not.toContain('secret\n')
  expect(answer.text).not.toBe('secret')
})

test('a page that has not been built is said to be so, and is served as soon as it is', async () => {
  const publicDir = join(directory, 'later')
  await using early = await openApi({ publicDir })
  const answer = await early.get('/', HTML)
  expect(answer.status).toBe(503)
  expect(answer.headers['content-type']).toContain('text/plain')
  expect(answer.text).toContain('npm run build')
  expect((await early.get('/api/v1/keywords')).status).toBe(200)
  await mkdir(publicDir)
  await writeFile(join(publicDir, 'index.html'), INDEX)
  expect((await early.get('/', HTML)).text).toBe(INDEX)
})

import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigError } from '../lib/errors.ts'
import { loadConfig } from './config.ts'
import { describeOptions, isLoopbackHost, OPTIONS } from './options.ts'
import { createSealer, loadSecretKey } from './seal.ts'
import { Secret } from './secret.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'magpie-config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function messageFor(env: Record<string, string>): string {
  try {
    loadConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  throw new Error('the configuration was accepted')
}

describe('the environment', () => {
  test('an empty one gives the documented defaults', () => {
    const config = loadConfig({})
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 5000,
      databaseUrl: 'sqlite:data/magpie.db',
      xApiUrl: 'https://api.x.com',
      sandbox: 'auto',
      stallMs: 30_000,
      logLevel: 'info',
      password: null,
    })
    expect(config.collectors).toBeGreaterThanOrEqual(1)
    expect(config.collectors).toBeLessThanOrEqual(4)
  })

  test('all problems are named at once', () => {
    const message = messageFor({ MAGPIE_PORT: '5000x', MAGPIE_SANDBOX: 'maybe', MAGPIE_HOTS: 'a' })
    expect(message).toContain('MAGPIE_PORT must be a whole number from 0 to 65535, not "5000x"')
    expect(message).toContain('MAGPIE_SANDBOX must be one of auto, on, off')
    expect(message).toContain('did you mean MAGPIE_HOST?')
  })

  test('a host that others can reach needs a password', () => {
    expect(messageFor({ MAGPIE_HOST: '0.0.0.0' })).toContain('MAGPIE_PASSWORD')
    expect(
      loadConfig({ MAGPIE_HOST: '0.0.0.0', MAGPIE_PASSWORD: 'long enough' }).password?.reveal(),
    ).toBe('long enough')
  })

  test('NATS JetStream with SQLite is refused with the reason', () => {
    expect(messageFor({ MAGPIE_NATS_URL: 'nats://127.0.0.1:4222' })).toContain(
      'a SQLite file is on one machine',
    )
  })

  test('a token that was copied with its line end or with a blank is refused without being shown', () => {
    const message = messageFor({ MAGPIE_X_BEARER_TOKEN: 'AAAA BBBB' })
    expect(message).toContain('white space')
    expect(message).not.toContain('AAAA')
  })

  test('a token is not sent unencrypted to another machine', () => {
    expect(messageFor({ MAGPIE_X_API_URL: 'http://api.example.org' })).toContain('use https://')
    expect(loadConfig({ MAGPIE_X_API_URL: 'http://127.0.0.1:8787/' }).xApiUrl).toBe(
      'http://127.0.0.1:8787',
    )
  })

  test('a secret is read from the file that _FILE names, and both at once are refused', () => {
    const file = join(folder, 'token')
    writeFileSync(file, 'token-from-a-file\n')
    expect(loadConfig({ MAGPIE_X_BEARER_TOKEN_FILE: file }).xBearerToken?.reveal()).toBe(
      'token-from-a-file',
    )
    expect(messageFor({ MAGPIE_X_BEARER_TOKEN_FILE: file, MAGPIE_X_BEARER_TOKEN: 'x' })).toContain(
      'keep one',
    )
    expect(messageFor({ MAGPIE_X_BEARER_TOKEN_FILE: join(folder, 'none') })).toContain(
      'cannot be read (ENOENT)',
    )
  })

  test('help lists every option', () => {
    for (const { name } of Object.values(OPTIONS)) expect(describeOptions()).toContain(name)
  })

  test.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['[::1]', true],
    ['0.0.0.0', false],
    ['127.0.0.1.example.org', false],
    ['localhost.example.org', false],
  ])('%s is loopback: %s', (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected)
  })
})

describe('secrets', () => {
  test('INV-10 a secret has no text form', () => {
    const secret = new Secret('abcdefghijklmnop')
    expect(
      [String(secret), JSON.stringify({ secret }), inspect({ secret })].join(' '),
    ).not.toContain('abcdef')
    expect(secret.last4).toBe('mnop')
    expect(new Secret('short').last4).toBe('')
  })

  test('what is sealed opens with the same key and purpose only', () => {
    const sealer = createSealer(loadSecretKey(null, join(folder, 'magpie.key')))
    const sealed = sealer.seal('the token', 'stream-token')
    expect(sealed).not.toContain('token')
    expect(sealer.open(sealed, 'stream-token').reveal()).toBe('the token')
    expect(() => sealer.open(sealed, 'session')).toThrow(ConfigError)
    const other = createSealer(loadSecretKey(new Secret('another'), join(folder, 'unused')))
    expect(() => other.open(sealed, 'stream-token')).toThrow('MAGPIE_SECRET_KEY')
  })

  test('the key file is made once, for its owner alone, and kept', () => {
    const file = join(folder, 'deep', 'magpie.key')
    const first = loadSecretKey(null, file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(loadSecretKey(null, file)).toEqual(first)
    writeFileSync(file, 'damaged')
    expect(() => loadSecretKey(null, file)).toThrow('64 hexadecimal digits')
  })
})

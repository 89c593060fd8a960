/**
 * Sessions without a table: the cookie says when it ends and is signed. The password is part of what is signed,
 * so that a changed password ends every session; logging out only takes the cookie from that browser.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

export const SESSION_COOKIE = 'magpie_session'
export const SESSION_SECONDS = 30 * 86_400

export interface SessionSecrets {
  readonly key: Buffer
  readonly password: string
}

/** A new cookie value, valid for 30 days. */
export function createSession(secrets: SessionSecrets, nowMs: number): string {
  const expires = String(nowMs + SESSION_SECONDS * 1000)
  return `${expires}.${signatureOf(expires, secrets)}`
}

export function isSession(cookie: string, secrets: SessionSecrets, nowMs: number): boolean {
  const match = /^(\d{13,15})\.([\w-]{43})$/.exec(cookie)
  if (!match) return false
  const [, expires = '', signature = ''] = match
  const expected = Buffer.from(signatureOf(expires, secrets))
  return timingSafeEqual(Buffer.from(signature), expected) && nowMs < Number(expires)
}

function signatureOf(expires: string, { key, password }: SessionSecrets): string {
  return createHmac('sha256', key)
    .update(JSON.stringify(['magpie.session', expires, password]))
    .digest('base64url')
}

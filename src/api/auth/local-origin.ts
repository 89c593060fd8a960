/**
 * Who may call when no password is set: only pages and programs of this machine.
 * A foreign web page can make a browser send requests to 127.0.0.1 (cross-site POST), or point its own name at it
 * (DNS rebinding). Both betray themselves by the Host or the Origin that the browser sends.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { isLoopbackHost } from '../../config/options.ts'
import { RequestError } from '../../lib/errors.ts'

/** Throws RequestError 403 unless Host is a loopback name and Origin, when there is one, is that very host and port. */
export function requireLocalOrigin(headers: IncomingHttpHeaders): void {
  const host = headers.host ?? ''
  const name = nameOf(host)
  if (name === null || !isLoopbackHost(name)) {
    throw new RequestError(
      403,
      'request.foreign-host',
      'Without a password Magpie answers only to this machine: use localhost or 127.0.0.1 in the address.',
    )
  }
  const origin = headers.origin
  if (origin !== undefined && URL.parse(origin)?.origin !== URL.parse(`http://${host}`)?.origin) {
    throw new RequestError(
      403,
      'request.foreign-origin',
      'The request comes from a page of another site.',
    )
  }
}

/**
 * For browsers with a session: a page of another site (or another port of this host, which shares the cookie) must not
 * act through it. As in Go's CrossOriginProtection: Sec-Fetch-Site decides where the browser sends it; else Origin
 * must be the host asked for; a request with neither comes from no browser.
 */
export function requireSameOrigin(method: string, headers: IncomingHttpHeaders): void {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return
  const site = headers['sec-fetch-site']
  if (site === 'same-origin' || site === 'none') return
  const { origin } = headers
  if (site === undefined) {
    if (origin === undefined) return
    if (URL.parse(origin)?.host === URL.parse(`http://${headers.host ?? ''}`)?.host) return
  }
  throw new RequestError(
    403,
    'request.foreign-origin',
    'The request comes from a page of another site.',
  )
}

/** The name in `name`, `name:port`, `1.2.3.4:port` or `[v6]:port`; null for anything with more around it. */
function nameOf(host: string): string | null {
  return /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.exec(host)?.[1] ?? null
}

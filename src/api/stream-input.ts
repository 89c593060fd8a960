/** What is asked of a new or changed stream, beyond the shape of the body. Every refusal is 422 with what to do. */
import { isLoopbackHost } from '../config/options.ts'
import type { Network } from '../domain/post.ts'
import {
  X_STREAM_KINDS,
  type FieldSettings,
  type Stream,
  type StreamKind,
  type StreamSettings,
} from '../domain/stream.ts'
import { ConfigError, RequestError } from '../lib/errors.ts'
import { xStreamQuery } from '../sources/x/endpoints.ts'
import type { StreamChange } from '../store/store.ts'

/** What there is a source for. */
const READABLE_KINDS: Readonly<Record<Network, readonly StreamKind[]>> = {
  x: X_STREAM_KINDS,
  bluesky: [],
  mastodon: [],
}
const MAX_TOKEN_LENGTH = 4_096

export function requireReadable(network: Network, kind: StreamKind): void {
  const kinds = READABLE_KINDS[network]
  if (kinds.includes(kind)) return
  const detail =
    kinds.length === 0
      ? `Magpie does not read ${network} yet; x is what it reads.`
      : `Magpie does not read ${kind} streams of ${network} yet; it reads: ${kinds.join(', ')}.`
  throw new RequestError(422, 'stream.unsupported', detail)
}

/** The token as it is to be sent. Throws 422 when it cannot be a bearer token; the message never repeats it (INV-10). */
export function requireToken(token: string | undefined): string {
  if (token === undefined || token.trim() === '') {
    throw invalidToken('A stream on X needs "token": the app-only bearer token of your X app.')
  }
  if (/^bearer\s/i.test(token)) throw invalidToken('Give the token alone, without "Bearer".')
  if (/\s/.test(token)) {
    throw invalidToken(
      'The token contains white space or a line break: copy it alone, on one line.',
    )
  }
  if (!/^[\x21-\x7e]+$/.test(token) || token.length > MAX_TOKEN_LENGTH) {
    throw invalidToken('The token contains characters, or is longer, than any bearer token.')
  }
  // X's tokens hold %2B, %2F and %3D as they are; a %25 means that the whole was URL-encoded once more.
  if (/%25/.test(token)) {
    throw invalidToken(
      'The token has been URL-encoded once too often: copy it as the console of X shows it.',
    )
  }
  return token
}

/** Throws 422 for an address that would send the token unencrypted, or that is none. */
export function requireApiUrl(text: string): string {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw invalidApiUrl('apiUrl must be an https:// address, such as https://api.x.com.')
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw invalidApiUrl(`That would send the token unencrypted to ${url.hostname}: use https://.`)
  }
  if (url.username || url.password) {
    throw invalidApiUrl('apiUrl must not carry a user name or password.')
  }
  if (url.search || url.hash) throw invalidApiUrl('apiUrl must not carry a query or a fragment.')
  return url.href.replace(/\/+$/, '')
}

/** Throws 422 for settings that this kind of stream cannot have: partition, backfill. */
export function requireSettings(kind: StreamKind, settings: StreamSettings): void {
  const xKind = X_STREAM_KINDS.find((one) => one === kind)
  if (xKind === undefined) return
  try {
    xStreamQuery({ ...settings, kind: xKind })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new RequestError(422, 'stream.invalid-settings', error.message)
  }
}

export interface StreamUpdate {
  readonly name?: string
  readonly token?: string
  readonly apiUrl?: string
  readonly partition?: number | null
  readonly backfillMinutes?: number | null
  readonly expansions?: readonly string[] | null
  readonly fields?: FieldSettings | null
}

export function changeOfStream(
  stream: Stream,
  update: StreamUpdate,
  sealToken: (token: string) => { sealed: string; last4: string },
): StreamChange {
  const { name, token, apiUrl: apiUrlText, ...rest } = update
  const hasSettings = apiUrlText !== undefined || Object.keys(rest).length > 0
  if (stream.sandbox && (token !== undefined || hasSettings)) {
    throw new RequestError(
      422,
      'stream.is-sandbox',
      'The sandbox is set up by Magpie itself; add a stream of your own to connect X.',
    )
  }
  const apiUrl = apiUrlText === undefined ? stream.settings.apiUrl : requireApiUrl(apiUrlText)
  // Whoever may change settings must not thereby get at the secret: it goes only where it was given for.
  if (apiUrl !== stream.settings.apiUrl && token === undefined) {
    throw invalidToken('A new apiUrl needs the token again: it was given for another host.')
  }
  const settings = { ...stream.settings, ...rest, apiUrl }
  if (hasSettings) requireSettings(stream.kind, settings)
  return {
    ...(name === undefined ? {} : { name: name.trim() }),
    ...(hasSettings ? { settings } : {}),
    ...(token === undefined ? {} : { token: sealToken(requireToken(token)) }),
  }
}

/** A short, readable id: the name in plain letters, or the network's when nothing is left of it. */
export function streamIdFor(name: string, network: Network): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return slug === '' ? network : slug
}

function invalidToken(detail: string): RequestError {
  return new RequestError(422, 'stream.invalid-token', detail)
}

function invalidApiUrl(detail: string): RequestError {
  return new RequestError(422, 'stream.invalid-api-url', detail)
}

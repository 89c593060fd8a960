/** Stored credentials: AES-256-GCM under the secret key, bound to their purpose so that one cannot stand in for another. */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError, systemCodeOf } from '../lib/errors.ts'
import { Secret } from './secret.ts'

/** Binds a sealed stream token to its use. */
export const TOKEN_PURPOSE = 'stream-token'

const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16

export interface Sealer {
  /** base64 of iv, tag and cipher text. */
  seal(plain: string, purpose: string): string
  /** Throws ConfigError when the key is another one than it was sealed with. */
  open(sealed: string, purpose: string): Secret
  /** A key for another use (session cookies), derived so that it tells nothing of this one. */
  derive(use: string): Buffer
}

export function createSealer(key: Buffer): Sealer {
  return {
    seal(plain, purpose) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
    },
    open(sealed, purpose) {
      try {
        const bytes = Buffer.from(sealed, 'base64')
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
        decipher
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
        const plain = Buffer.concat([
          decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)),
          decipher.final(),
        ])
        return new Secret(plain.toString('utf8'))
      } catch (error) {
        throw new ConfigError(
          'A stored credential cannot be opened with this MAGPIE_SECRET_KEY: restore the key it was sealed with, or set the token again.',
          { cause: error },
        )
      }
    },
    derive: (use) => createHmac('sha256', key).update(use).digest(),
  }
}

/** The key given, or the key file beside the database, made with mode 0600 at the first start. */
export function loadSecretKey(given: Secret | null, keyFile: string): Buffer {
  if (given) {
    const text = given.reveal()
    // Any other text is a pass phrase: stretched to a key, so that length and alphabet do not matter.
    return /^[0-9a-f]{64}$/i.test(text)
      ? Buffer.from(text, 'hex')
      : createHash('sha256').update(text).digest()
  }
  try {
    if (!existsSync(keyFile)) {
      mkdirSync(dirname(keyFile), { recursive: true })
      writeFileSync(keyFile, `${randomBytes(KEY_BYTES).toString('hex')}\n`, {
        mode: 0o600,
        flag: 'wx',
      })
    }
  } catch (error) {
    // Another process of this start made it first: read what it wrote.
    if (systemCodeOf(error) !== 'EEXIST') {
      throw new ConfigError(
        `The key file ${keyFile} cannot be written (${systemCodeOf(error)}): make its folder writable or set MAGPIE_SECRET_KEY.`,
        { cause: error },
      )
    }
  }
  const text = readKeyFile(keyFile)
  if (!/^[0-9a-f]{64}$/i.test(text)) {
    throw new ConfigError(
      `The key file ${keyFile} does not hold 64 hexadecimal digits: restore it from a backup, or remove it and set the tokens again.`,
    )
  }
  return Buffer.from(text, 'hex')
}

function readKeyFile(keyFile: string): string {
  try {
    return readFileSync(keyFile, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(
      `The key file ${keyFile} cannot be read (${systemCodeOf(error)}): check its owner and mode.`,
      { cause: error },
    )
  }
}

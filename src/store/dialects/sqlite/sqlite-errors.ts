/** What SQLite's result codes mean to whoever called the store. */
import { messageOf } from '../../../lib/errors.ts'
import { CorruptStoreError, StoreError } from '../../store.ts'

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

/** Primary result code of an error thrown by node:sqlite; null for anything else. */
export function resultCodeOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null
  const { errcode } = error as Error & { errcode?: unknown }
  return typeof errcode === 'number' ? errcode & 0xff : null
}

export function isBusy(error: unknown): boolean {
  const code = resultCodeOf(error)
  return code === SQLITE_BUSY || code === SQLITE_LOCKED
}

export function isReadOnlyFile(error: unknown): boolean {
  const code = resultCodeOf(error)
  return code === SQLITE_READONLY || code === SQLITE_CANTOPEN
}

export function isForeignFile(error: unknown): boolean {
  const code = resultCodeOf(error)
  return code === SQLITE_NOTADB || code === SQLITE_CORRUPT
}

/** Trouble of the database becomes a StoreError; anything else is a bug in a statement and stays what it is. */
export function asStoreError(error: unknown): unknown {
  switch (resultCodeOf(error)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return new StoreError('The database is locked by another process.', { cause: error })
    case SQLITE_FULL:
      return new StoreError('The disk that holds the database is full: make room on it.', {
        cause: error,
      })
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return new StoreError(
        `The database file cannot be read or written (${messageOf(error)}): check the disk and its permissions.`,
        { cause: error },
      )
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new CorruptStoreError(
        'The database file is damaged: stop Magpie and restore it from a backup.',
        { cause: error },
      )
    default:
      return error
  }
}

/** Checks of the database file before SQLite sees it, so that each trouble gets its own sentence. */
import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

import { AppError, ConfigError, messageOf } from '../../../lib/errors.ts'
import { isForeignFile, isReadOnlyFile, resultCodeOf } from './sqlite-errors.ts'

const SQLITE_MAGIC = 'SQLite format 3\0'

/** Makes the directory if it is missing; ConfigError when file or directory cannot be used. */
export function prepareFile(path: string, readOnly: boolean): void {
  if (!existsSync(path)) {
    if (readOnly)
      throw new ConfigError(`There is no database at ${path}: start Magpie once to make it.`)
    makeDirectory(dirname(path))
    return
  }
  if (!statSync(path).isFile()) {
    throw new ConfigError(`${path} is not a file: name a database file in MAGPIE_DATABASE_URL.`)
  }
  checkContents(path, readOnly)
}

/** What went wrong while opening, as a sentence for whoever configured it. */
export function openError(error: unknown, path: string): unknown {
  if (isForeignFile(error)) return foreignFile(path, error)
  if (isReadOnlyFile(error)) {
    return new ConfigError(
      `The database at ${path} cannot be opened for writing: make the file and its directory writable for this user.`,
      { cause: error },
    )
  }
  if (error instanceof AppError || resultCodeOf(error) === null) return error
  return new ConfigError(`The database at ${path} cannot be opened: ${messageOf(error)}.`, {
    cause: error,
  })
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true })
  } catch (error) {
    throw new ConfigError(
      `The directory ${directory} for the database cannot be made (${messageOf(error)}): make it, or name another place in MAGPIE_DATABASE_URL.`,
      { cause: error },
    )
  }
}

function checkContents(path: string, readOnly: boolean): void {
  const head = Buffer.alloc(SQLITE_MAGIC.length)
  let length: number
  try {
    // SQLite opens a file it may not write as read-only without a word; r+ tells.
    const file = openSync(path, readOnly ? 'r' : 'r+')
    try {
      length = readSync(file, head, 0, head.length, 0)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    throw new ConfigError(
      `The database at ${path} cannot be ${readOnly ? 'read' : 'written'} by this user (${messageOf(error)}): change its permissions.`,
      { cause: error },
    )
  }
  // An empty file is a database that has not been begun.
  if (length > 0 && head.toString('latin1') !== SQLITE_MAGIC) throw foreignFile(path)
}

function foreignFile(path: string, cause?: unknown): ConfigError {
  return new ConfigError(
    `${path} is not a SQLite database, or it is damaged: name another file in MAGPIE_DATABASE_URL, or restore a backup.`,
    { cause },
  )
}

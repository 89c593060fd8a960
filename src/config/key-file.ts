import { dirname, join } from 'node:path'

/** The key file stands beside a SQLite database; with a database elsewhere it stands in `data/`. */
export function keyFileOf(databaseUrl: string): string {
  const path = databaseUrl.startsWith('sqlite:')
    ? databaseUrl.slice('sqlite:'.length)
    : 'data/magpie.db'
  return join(dirname(path), 'magpie.key')
}

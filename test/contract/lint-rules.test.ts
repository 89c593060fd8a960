import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'magpie-lint-'))
  cpSync(join(ROOT, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What the project's own rules say of one file with `source` at `path`. */
function lint(path: string, source: string): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, source)
  const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint')
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format=unix', path], {
    cwd: folder,
    encoding: 'utf8',
  })
  return stdout
}

describe('the lint rules bite', () => {
  test.each([
    ['src/sources/x/a.ts', '../../store/store.ts'],
    ['src/store/a.ts', '../sources/source.ts'],
    ['src/match/a.ts', '../journal/journal.ts'],
    ['src/journal/a.ts', '../store/store.ts'],
    ['src/live/a.ts', '../api/server.ts'],
    ['src/domain/a.ts', '../lib/errors.ts'],
    ['src/domain/a.ts', 'node:fs'],
  ])('%s may not import %s', (path, target) => {
    expect(lint(path, `import { thing } from '${target}'\nexport const other = thing\n`)).toContain(
      'no-restricted-imports',
    )
  })

  test('a stage may import the domain and lib', () => {
    const source = `import { asStreamId } from '../domain/ids.ts'\nimport { sleep } from '../lib/sleep.ts'\nexport const both = [asStreamId, sleep]\n`
    expect(lint('src/journal/a.ts', source)).not.toContain('no-restricted-imports')
  })

  test('the environment is read only in config', () => {
    const source = 'export const port = process.env\n'
    expect(lint('src/supervisor/a.ts', source)).toContain('no-process-env')
    expect(lint('src/config/a.ts', source)).not.toContain('no-process-env')
  })
})

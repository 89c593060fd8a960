/**
 * `npm test`: every test this machine can run, then one plain line with the totals. What was skipped is named with the
 * reason its test gives; a failed run exits with 1, and so does one that executed no test.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface JsonReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numFailedTestSuites: number
  readonly success: boolean
  readonly testResults: readonly {
    readonly name: string
    readonly message?: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'magpie-tests-'))
const reportFile = join(folder, 'report.json')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
const child = spawn(
  process.execPath,
  [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit' },
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
const [code] = (await once(child, 'exit')) as [number | null]

try {
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as JsonReport
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults.filter(
      ({ status }) => status === 'skipped' || status === 'pending' || status === 'todo',
    ),
  )
  for (const { fullName } of skipped) console.log(`skipped: ${fullName}`)
  // A file that could not be loaded has no tests to count: it counts as one failure.
  const brokenFiles = report.testResults.filter((file) => file.assertionResults.length === 0).length
  const failed = report.numFailedTests + brokenFiles
  console.log(`${report.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`)
  process.exitCode = code === 0 && report.success && report.numPassedTests > 0 ? 0 : 1
} catch (error) {
  console.error(`The tests left no report: ${String(error)}`)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

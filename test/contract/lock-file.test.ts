import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface LockEntry {
  readonly version?: string
  readonly resolved?: string
  readonly optionalDependencies?: Record<string, string>
}

const read = (name: string): string =>
  readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const { packages } = JSON.parse(read('package-lock.json')) as {
  packages: Record<string, LockEntry>
}

test('the lock file names every platform package, so that npm ci takes it on every machine', () => {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  )
  expect(missing, 'run `npm run lock`').toEqual([])
})

test('the lock file holds no addresses, and package.json exact versions only', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([])
  const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
  const versions = [
    ...Object.values(manifest['dependencies']!),
    ...Object.values(manifest['devDependencies']!),
  ]
  for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/)
})

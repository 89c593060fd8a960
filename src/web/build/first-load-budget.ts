/** Build step: what the browser must fetch before it shows anything may not grow past the budget unnoticed. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const MAX_GZIP_BYTES = 300_000

/** Says how large the first load is; fails the build when it is too large. */
export function firstLoadBudget(): Plugin {
  let outDir = ''
  return {
    name: 'magpie:first-load-budget',
    apply: 'build',
    configResolved: (config) => {
      outDir = config.build.outDir
    },
    async writeBundle() {
      const html = await readFile(join(outDir, 'index.html'), 'utf8')
      const files = Array.from(html.matchAll(/(?:src|href)="\/([^"]+)"/gu), ([, path]) => path!)
      let bytes = await gzipBytes(join(outDir, 'index.html'))
      for (const file of files) bytes += await gzipBytes(join(outDir, file))
      const words = `first load: ${Math.round(bytes / 1000)} KB gzip in ${files.length + 1} files`
      if (bytes > MAX_GZIP_BYTES) this.error(`${words}; the budget is ${MAX_GZIP_BYTES / 1000} KB`)
      this.info(words)
    },
  }
}

async function gzipBytes(path: string): Promise<number> {
  return (await promisify(gzip)(await readFile(path), { level: 9 })).byteLength
}

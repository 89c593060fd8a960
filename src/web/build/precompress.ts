/** Build step: `.br` and `.gz` beside every text file of some size, so that the server compresses nothing itself. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT_EXTENSIONS = new Set(['.js', '.css', '.html', '.svg', '.json'])
/** Smaller files fit into one packet either way. */
const MIN_BYTES = 1400

export function precompress(): Plugin {
  let outDir = ''
  return {
    name: 'magpie:precompress',
    apply: 'build',
    configResolved: (config) => {
      outDir = config.build.outDir
    },
    writeBundle: async () => {
      for (const entry of await readdir(outDir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !TEXT_EXTENSIONS.has(extname(entry.name))) continue
        await writeCompressed(join(entry.parentPath, entry.name))
      }
    },
  }
}

async function writeCompressed(path: string): Promise<void> {
  const content = await readFile(path)
  if (content.byteLength < MIN_BYTES) return
  const brotli = await promisify(brotliCompress)(content, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength },
  })
  await writeFile(`${path}.br`, brotli)
  await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }))
}

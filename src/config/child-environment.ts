import { fileURLToPath } from 'node:url'

const COMPILE_CACHE = fileURLToPath(
  new URL('../../node_modules/.cache/magpie-compile', import.meta.url),
)

/**
 * The environment of a child process: ours, and Node's compile cache. Without it every process loads the TypeScript
 * stripper and strips the same files again: 25 MB and 150 ms each, measured.
 */
export function childEnvironment(): NodeJS.ProcessEnv {
  return { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env }
}

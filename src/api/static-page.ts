/** The built page: its files, and index.html for every address that is the page's own (`/add_keyword`). */
import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from './app.ts'

/** Not the page's: asking for something there that does not exist is an error, not a page. */
const API_PATHS = /^\/(?:api|healthz|readyz|metrics)(?:\/|$)/

const NOT_BUILT =
  'The page has not been built yet. Run "npm run build" (or start with "npm start", which does it) and load this again.\n' +
  'The API is there all the same: see /api/docs.\n'

export async function registerStaticPage(app: App, publicDir: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: publicDir,
    dotfiles: 'ignore',
    preCompressed: true,
    cacheControl: false,
    suppressWarning: true,
    setHeaders: (reply, path) => {
      // Vite writes a hash of the content into the names under assets/; everything else must be asked for again.
      const isHashed = path.includes(`${sep}assets${sep}`)
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      reply.header('vary', 'accept-encoding')
    },
  })
}

/** True when the request is a browser that wants to see an address of the page. */
export function isPageRequest(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const path = pathOf(request)
  if (API_PATHS.test(path) || path.startsWith('/assets/')) return false
  const accept = request.headers.accept ?? '*/*'
  if (accept.includes('text/html')) return true
  // A script or a picture that is missing must not come as a page.
  return accept.includes('*/*') && !/\.[^/]*$/.test(path)
}

export function sendPage(reply: FastifyReply, publicDir: string): FastifyReply {
  if (!existsSync(join(publicDir, 'index.html'))) {
    return reply.code(503).header('cache-control', 'no-store').type('text/plain').send(NOT_BUILT)
  }
  return reply.sendFile('index.html')
}

export function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/'
}

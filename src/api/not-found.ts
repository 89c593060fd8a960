/** What matched no route: the page (client-side addresses), 405 for a known address with another method, else 404. */
import type { App } from './app.ts'
import { sendProblem } from './error-handler.ts'
import { createProblem } from './problem.ts'
import { isPageRequest, pathOf, sendPage } from './static-page.ts'

/** To be called before the routes are registered: it takes note of them. */
export function registerNotFound(app: App, publicDir: string): void {
  const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>()
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return
    const route = routes.get(url) ?? { pattern: patternOf(url), methods: new Set<string>() }
    routes.set(url, route)
    for (const name of [method].flat()) route.methods.add(name)
  })
  app.setNotFoundHandler((request, reply) => {
    if (isPageRequest(request)) return sendPage(reply, publicDir)
    const path = pathOf(request)
    const allowed = new Set<string>()
    for (const { pattern, methods } of routes.values()) {
      if (pattern.test(path)) for (const name of methods) allowed.add(name)
    }
    if (allowed.size === 0 || allowed.has(request.method)) {
      const detail = 'There is nothing at this address; /api/docs lists what there is.'
      return sendProblem(reply, {
        problem: createProblem(404, 'request.unknown-address', detail),
        headers: {},
      })
    }
    const allow = [...allowed].toSorted().join(', ')
    const detail = `This address takes ${allow}, not ${request.method}.`
    return sendProblem(reply, {
      problem: createProblem(405, 'request.method-not-allowed', detail),
      headers: { allow },
    })
  })
}

function patternOf(url: string): RegExp {
  const segments = url
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : RegExp.escape(segment)))
  return new RegExp(`^${segments.join('/')}$`)
}

/**
 * The pages and their addresses. All but the home page are
 * loaded when they are opened, or a moment before, when a pointer rests on their link.
 */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { KeywordsPage } from './pages/KeywordsPage.tsx'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import {
  decodeLiveSearch,
  decodePostsSearch,
  decodeStatisticsSearch,
  parseSearch,
  stringifySearch,
} from './search-params.ts'
import { PageError } from './shell/PageError.tsx'
import { RootLayout } from './shell/RootLayout.tsx'

const rootRoute = createRootRoute({ component: RootLayout, notFoundComponent: NotFoundPage })

const keywordsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: KeywordsPage,
})
/** The address people expect beside `/keywords/<id>/statistics`. */
const keywordsAliasRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/keywords',
  beforeLoad: () => {
    throw redirect({ to: '/', replace: true })
  },
})
const addKeywordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/add_keyword',
  component: lazyRouteComponent(() => import('./pages/AddKeywordPage.tsx'), 'AddKeywordPage'),
})
const editKeywordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/keywords/$id/edit',
  component: lazyRouteComponent(() => import('./pages/EditKeywordPage.tsx'), 'EditKeywordPage'),
})
const liveRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/live',
  validateSearch: decodeLiveSearch,
  component: lazyRouteComponent(() => import('./pages/LivePage.tsx'), 'LivePage'),
})
const statisticsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/statistics',
  validateSearch: decodeStatisticsSearch,
  component: lazyRouteComponent(() => import('./pages/StatisticsStart.tsx'), 'StatisticsStart'),
})
const keywordStatisticsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/keywords/$id/statistics',
  validateSearch: decodeStatisticsSearch,
  component: lazyRouteComponent(() => import('./pages/StatisticsPage.tsx'), 'StatisticsPage'),
})
const streamsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/streams',
  component: lazyRouteComponent(() => import('./pages/StreamsPage.tsx'), 'StreamsPage'),
})
const connectXRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/streams/connect',
  component: lazyRouteComponent(() => import('./pages/ConnectXPage.tsx'), 'ConnectXPage'),
})
const postsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/posts',
  validateSearch: decodePostsSearch,
  component: lazyRouteComponent(() => import('./pages/PostsPage.tsx'), 'PostsPage'),
})
const postRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/posts/$network/$id',
  component: lazyRouteComponent(() => import('./pages/PostPage.tsx'), 'PostPage'),
})

export function createAppRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([
      keywordsRoute,
      keywordsAliasRoute,
      addKeywordRoute,
      editKeywordRoute,
      liveRoute,
      statisticsRoute,
      keywordStatisticsRoute,
      streamsRoute,
      connectXRoute,
      postsRoute,
      postRoute,
    ]),
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultStructuralSharing: true,
    scrollRestoration: true,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFoundPage,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}

/**
 * The page: theme, cached answers, live connection and router, put together. Everything below asks these by hooks and
 * knows neither how they are made nor each other.
 *
 * Owns: what a reader sees and does. Takes: the HTTP API and its live events (api/, live/), both in the shapes of
 * domain/wire.ts. Gives: nothing to the rest of the program. Must not know: any other folder of the server.
 * pages/ one per address · components/ what they are made of · shell/ what surrounds them · charts/ and text/ pure
 * shaping of numbers and words · build/ steps of the Vite build.
 */
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createQueryClient } from './api/query-client.ts'
import { LiveClient } from './live/live-client.ts'
import { LiveContext } from './live/live-context.ts'
import { createAppRouter } from './router.tsx'
import { theme } from './theme.ts'

/** public/color-scheme.js reads the same key before the first paint. */
const colorSchemeManager = localStorageColorSchemeManager({ key: 'magpie-color-scheme' })
const queryClient = createQueryClient()
const router = createAppRouter()
const liveClient = new LiveClient({
  openEventSource: (url) => new EventSource(url),
  scheduleFrame: (callback) => void requestAnimationFrame(callback),
  nowMs: () => Date.now(),
  random: () => Math.random(),
})

export function App() {
  return (
    // The theme's variables are a style sheet made by the build; inline styles would need a weaker security policy.
    <MantineProvider
      theme={theme}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <LiveContext value={liveClient}>
          <RouterProvider router={router} />
        </LiveContext>
      </QueryClientProvider>
      <Notifications position="bottom-right" autoClose={6_000} limit={3} />
    </MantineProvider>
  )
}

// Runs before the first paint, so that a dark page never flashes white. A file of its own because the
// content security policy allows no inline scripts. The key is the one MantineProvider writes (App.tsx).
;(function () {
  var chosen = null
  try {
    chosen = window.localStorage.getItem('magpie-color-scheme')
  } catch {
    // Storage may be denied; the system's preference decides then.
  }
  var isDark =
    chosen === 'dark' ||
    (chosen !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
})()

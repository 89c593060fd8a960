/**
 * Loads the chart and uPlot with it. uPlot makes a number format of `navigator.language` the moment it is loaded and
 * throws when that is no language tag; Chromium started without a locale (LANG=C, as in containers) reports
 * `en-US@posix`. Such a value is no use to anybody and is replaced before.
 */
export async function loadSeriesChart() {
  if (!isLanguageTag(navigator.language)) {
    Object.defineProperty(navigator, 'language', { value: 'en', configurable: true })
  }
  const { SeriesChart } = await import('./SeriesChart.tsx')
  return { default: SeriesChart }
}

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

/** Numbers as the viewer's locale writes them. */
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })
const compact = new Intl.NumberFormat(undefined, {
  notation: 'compact',
  maximumFractionDigits: 1,
})
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })
const percentFine = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 2 })
const rate = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 2 })
const money = new Intl.NumberFormat(undefined, {
  style: 'currency',
  currency: 'USD',
  maximumFractionDigits: 2,
})

export function formatCount(count: number): string {
  return whole.format(count)
}

/** For axes and tight places: 12.3K. */
export function formatCompact(count: number): string {
  return compact.format(count)
}

/** `ratio` 0..1. Neither rounds to 100 % what is not whole nor to 0 % what is not nothing: a gap must not vanish. */
export function formatRatio(ratio: number): string {
  if (ratio >= 1) return percent.format(1)
  if (ratio <= 0) return percent.format(0)
  if (ratio > 0.99) return percentFine.format(Math.min(Math.floor(ratio * 10_000) / 10_000, 0.9999))
  if (ratio < 0.01) return percentFine.format(Math.max(ratio, 0.0001))
  return percent.format(ratio)
}

/** Per second, two digits that count: 0.3, 12, 250. */
export function formatRate(perSecond: number): string {
  return perSecond >= 100 ? whole.format(perSecond) : rate.format(perSecond)
}

export function formatUsd(amount: number): string {
  return money.format(amount)
}

/** `1 post`, `2 posts`; the plural is the singular with an s unless given. */
export function formatQuantity(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`
}

/** Change against the interval before: `+12 %`; null where there is nothing to compare with. */
export function formatChange(now: number, before: number): string | null {
  if (before === 0) return null
  const change = (now - before) / before
  const sign = change > 0 ? '+' : change < 0 ? '−' : '±'
  return `${sign}${percent.format(Math.abs(change))}`
}

/**
 * What reading from X costs at pay-per-use, and X's way of counting it. The one place with prices.
 *
 * Source: docs.x.com, "Pricing" (github xdevplatform/docs at 2871328, 2026-08-22). X bills each Post and each User once a UTC day,
 * however often it is read that day. Whether objects that `expansions` bring along are billed too the page does not say; people
 * who looked at their bills in 2026 say they are, so they are counted: a budget had better be kept too early than too late.
 */

/** US dollars. */
export const X_USD_PER_POST = 0.005
export const X_USD_PER_USER = 0.01

/** What was read, each resource once a UTC day. */
export interface XReads {
  /** Posts that a stream or a search delivered. */
  readonly posts: number
  /** Posts that came along with others because expansions asked for them (what is reposted, quoted, answered). */
  readonly expandedPosts: number
  /** Accounts that expansions asked for. */
  readonly users: number
}

/** US dollars, to a hundredth of a cent. */
export function xCostUsd(reads: XReads): number {
  const usd = (reads.posts + reads.expandedPosts) * X_USD_PER_POST + reads.users * X_USD_PER_USER
  return Math.round(usd * 10_000) / 10_000
}

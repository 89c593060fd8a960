/** What may have changed; see lib/wake.ts. A hint only: the truth is in the database. */
export const WAKE_TOPICS = ['committed', 'streams', 'keywords', 'coverage'] as const
export type WakeTopic = (typeof WAKE_TOPICS)[number]

/** What may have changed; see lib/wake.ts. A hint only: the truth is in the database. */
export type WakeTopic = 'committed' | 'streams' | 'keywords' | 'coverage'

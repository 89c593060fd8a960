/** The names under which answers are cached; a prefix invalidates everything below it. */
export const queryKeys = {
  session: ['session'],
  system: ['system'],
  keywords: ['keywords'],
  keywordHistory: (id: string) => ['keyword-history', id],
  preview: (query: string) => ['preview', query],
  streams: ['streams'],
  coverage: ['coverage'],
  streamCoverage: (streamId: string) => ['coverage', streamId],
  posts: ['posts'],
  postSearch: (filter: object) => ['posts', 'search', filter],
  post: (network: string, id: string) => ['posts', 'one', network, id],
  statistics: ['statistics'],
  keywordStatistics: (id: string) => ['statistics', id],
  series: (id: string, range: string) => ['statistics', id, 'series', range],
  summary: (id: string, range: string) => ['statistics', id, 'summary', range],
  top: (id: string, range: string, facet: string) => ['statistics', id, 'top', range, facet],
} as const

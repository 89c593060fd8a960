/** Branded ids, so that one kind cannot be passed for another. All are opaque strings outside. */
declare const brand: unique symbol
export type StreamId = string & { readonly [brand]: 'stream' }
export type KeywordId = string & { readonly [brand]: 'keyword' }
/** One running process of Magpie: `<host>:<pid>:<start time in ms>`. A restarted process has another id. */
export type ProcessId = string & { readonly [brand]: 'process' }

export const asStreamId = (text: string): StreamId => text as StreamId
export const asKeywordId = (text: string): KeywordId => text as KeywordId
export const asProcessId = (text: string): ProcessId => text as ProcessId

/**
 * What the sandbox's posts are written with, one bank for each language. `{k}` stands for the words
 * of a rule; it always stands between white space or punctuation, because rules match whole tokens
 * in every script. All of it is invented and harmless.
 */
export interface TextBank {
  /** As X names the language. */
  readonly lang: string
  /** How often posts without a language of their own are in this one. */
  readonly weight: number
  /** Sentences around `{k}`, whatever it is. */
  readonly about: readonly string[]
  /** Sentences around `{k}` for a topic of topics.ts. */
  readonly onTopic: Readonly<Record<string, readonly string[]>>
  /** A second word of the rule, added after the first sentence. */
  readonly also: readonly string[]
  /** Answers to somebody, around `{k}`. */
  readonly replies: readonly string[]
  /** Words above a quoted post, around `{k}`. */
  readonly quotes: readonly string[]
  /** Sentences without `{k}`: fillers of long posts, posts that are quoted or answered. */
  readonly plain: readonly string[]
  /** What `{k}` may be when a rule names no word. */
  readonly nouns: readonly string[]
  readonly hashtags: readonly string[]
  readonly polls: readonly { readonly question: string; readonly options: readonly string[] }[]
  readonly editNotes: readonly string[]
  /** Names of invented accounts: things and places, never persons. */
  readonly names: readonly string[]
}

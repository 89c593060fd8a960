/**
 * The rule language: X's rule grammar is Magpie's query language on every network.
 *
 * Owns: the grammar (parse), what is wrong with a query (check), what a rule says about a post (match).
 * Takes strings and plain documents, gives plain objects. Pure: no I/O, no clock, no network, no SQL.
 * The way of a query: lex-rule → parse-rule → check-rule; print-rule turns a tree back into text. The way of a document:
 * document-of-post → match-rule (one rule: the definition) or compile-rules (many: the same answers, fast); explain-match
 * says what stands where. operators.ts is the table of all operators, tokenize.ts says what a word is.
 * This file holds the words all the others share: the tree, the problems, the document that is matched.
 */

/** Where something stands in the query: UTF-16 units from 0. */
export interface Position {
  readonly position: number
  readonly length: number
}

/** One leaf of a rule: a word, a phrase, an entity or an operator with its argument. */
export interface RuleTerm extends Position {
  readonly kind: 'term'
  /** `keyword` `phrase` `proximity` `hashtag` `mention` `cashtag`, or the canonical operator name without colon: `from`, `lang`, `is`, `has`, `url`, … */
  readonly operator: string
  /** Without quotes, escapes, `#`, `@`, `$`: `cat`, `coca cola`, `retweet` for is:retweet. */
  readonly value: string
  /** N of `"a b"~N`; null elsewhere. */
  readonly distance: number | null
  readonly negated: boolean
}

export interface RuleGroup extends Position {
  readonly kind: 'and' | 'or'
  readonly children: readonly RuleNode[]
  readonly negated: boolean
}

export type RuleNode = RuleTerm | RuleGroup

export interface RuleProblem extends Position {
  /** error: X refuses the rule · warning: X takes it, but it may not do what was meant */
  readonly severity: 'error' | 'warning'
  /** X's own wording where it is known, without its "(at position N)". */
  readonly message: string
  /** What to write instead, in words; null when there is nothing to suggest. */
  readonly suggestion: string | null
}

export interface RuleCheck {
  /** No problem of severity `error`. */
  readonly valid: boolean
  readonly problems: readonly RuleProblem[]
  /** Null when the query could not be parsed as a whole. */
  readonly rule: RuleNode | null
  /** As X counts it: Unicode code points. */
  readonly length: number
}

/** Null = cannot be decided from a post (three-valued: a negated unknown is unknown). */
export type Verdict = boolean | null

/** What a rule is matched against; whoever has a post makes one of it. */
export interface MatchDocument {
  /** Full text (note text for long posts; a repost carries the original's text), unescaped. */
  readonly text: string
  /** Text of the quoted post, when there is one: X's stream operators look at both. */
  readonly quotedText: string | null
  /** Expanded addresses; keywords match in them too. */
  readonly urls: readonly string[]
  /** Without `#`, `@`, `$`, as written. */
  readonly hashtags: readonly string[]
  readonly mentions: readonly string[]
  readonly cashtags: readonly string[]
  readonly author: { readonly id: string; readonly handle: string | null }
  /** Who is replied to, and whose post is reposted; null when it is not that kind or not known. */
  readonly replyTo: { readonly id: string | null; readonly handle: string | null } | null
  readonly repostOf: {
    readonly id: string | null
    readonly handle: string | null
    readonly postId: string
  } | null
  readonly replyToPostId: string | null
  readonly quoteOfPostId: string | null
  readonly conversationId: string | null
  readonly lang: string | null
  readonly kind: 'post' | 'repost' | 'reply' | 'quote'
  readonly mediaTypes: readonly string[]
  /** Null when the post does not say. */
  readonly hasGeo: boolean | null
}

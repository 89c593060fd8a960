/**
 * What of a document the terms of a rule look at, prepared when first asked for and kept with the document: rules by
 * the thousand may ask the same one. A document must not change after it was first matched.
 */
import {
  extractCashtags,
  extractHashtags,
  extractLinks,
  extractMentions,
  type Entity,
} from './extract-entities.ts'
import type { MatchDocument } from './rule.ts'
import { foldCase, tokenize, type TokenList } from './tokenize.ts'

export interface Tokenized extends TokenList {
  readonly text: string
}

export interface IndexedField extends Tokenized {
  /** `mention`: a name the network lists and the text may lack (a repost's author). */
  readonly field: 'text' | 'quotedText' | 'url' | 'mention'
  /** Which of the document's urls or mentions; 0 for the texts. */
  readonly index: number
}

const indexes = new WeakMap<MatchDocument, DocumentIndex>()

export function indexDocument(document: MatchDocument): DocumentIndex {
  const known = indexes.get(document)
  if (known) return known
  const index = new DocumentIndex(document)
  indexes.set(document, index)
  return index
}

/** It quotes a post whose text is not there: what is not found may still be in it. */
export function isPartial(document: MatchDocument): boolean {
  return document.quotedText === null && isQuote(document)
}

/** Whether the post itself quotes another; a repost of a quote does not count. */
export function isQuote(document: MatchDocument): boolean {
  return document.kind === 'quote' || document.quoteOfPostId !== null
}

export class DocumentIndex {
  readonly #document: MatchDocument
  #fields: readonly IndexedField[] | null = null
  #tokens: ReadonlySet<string> | null = null
  #hashtags: ReadonlySet<string> | null = null
  #mentions: ReadonlySet<string> | null = null
  #cashtags: ReadonlySet<string> | null = null
  #addresses: readonly Tokenized[] | null = null

  constructor(document: MatchDocument) {
    this.#document = document
  }

  get fields(): readonly IndexedField[] {
    return (this.#fields ??= listFields(this.#document))
  }

  /** Every token of every field. */
  get tokens(): ReadonlySet<string> {
    return (this.#tokens ??= new Set(this.fields.flatMap((field) => field.tokens)))
  }

  /** Folded, those of the quoted text included; so the next two. */
  get hashtags(): ReadonlySet<string> {
    return (this.#hashtags ??= this.#collect(this.#document.hashtags, extractHashtags))
  }

  get mentions(): ReadonlySet<string> {
    return (this.#mentions ??= this.#collect(this.#document.mentions, extractMentions))
  }

  get cashtags(): ReadonlySet<string> {
    return (this.#cashtags ??= this.#collect(this.#document.cashtags, extractCashtags))
  }

  /** Expanded addresses, and links as they stand in the texts (shortened ones). */
  get addresses(): readonly Tokenized[] {
    return (this.#addresses ??= listAddresses(this.#document))
  }

  #collect(own: readonly string[], extract: (text: string) => Entity[]): ReadonlySet<string> {
    const quoted = extract(this.#document.quotedText ?? '')
    return new Set([...own, ...quoted.map((entity) => entity.value)].map(foldCase))
  }
}

function listFields(document: MatchDocument): IndexedField[] {
  const { text, quotedText, urls, mentions } = document
  return [
    createField('text', 0, text),
    ...(quotedText === null ? [] : [createField('quotedText', 0, quotedText)]),
    ...urls.map((url, at) => createField('url', at, url)),
    ...mentions.map((name, at) => createField('mention', at, name)),
  ]
}

function listAddresses({ text, quotedText, urls }: MatchDocument): Tokenized[] {
  const links = [...extractLinks(text), ...extractLinks(quotedText ?? '')]
  const addresses = [...urls, ...links.map((link) => link.value)]
  return addresses.map((address) => ({ text: address, ...tokenize(address) }))
}

function createField(field: IndexedField['field'], index: number, text: string): IndexedField {
  return { field, index, text, ...tokenize(text) }
}

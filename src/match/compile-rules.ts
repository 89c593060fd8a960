/**
 * Many rules against one document. Its words are looked up once in a table of all words that rules contain; only rules
 * one of whose keys is there (select-keys.ts) are asked, and most of those are decided by which words were met
 * (compile-node.ts). Rules come and go one by one. Agrees with match-rule.ts, which is the definition.
 */
import { compileNode, evaluateNode, type CompiledNode, type WordMark } from './compile-node.ts'
import { extractCashtags, extractHashtags, extractMentions } from './extract-entities.ts'
import { indexDocument } from './index-document.ts'
import type { MatchDocument, RuleNode } from './rule.ts'
import { entityKey, isAddressKey, selectKeys } from './select-keys.ts'
import { TokenTable } from './token-table.ts'

export interface RuleEntry {
  readonly id: string
  readonly rule: RuleNode
}

export interface CompiledRules {
  readonly size: number
  /** Ids of the rules that are true for the document (not of those that stay unknown), in no particular order. */
  match(document: MatchDocument): string[]
  /** Takes the place of a rule with the same id. */
  add(entry: RuleEntry): void
  /** False when there is no such rule. */
  remove(id: string): boolean
}

interface Slot {
  readonly id: string
  readonly node: CompiledNode
  /** Words the rule contains, once each; kept alive by it. */
  readonly words: readonly Word[]
  readonly keyWords: readonly Word[]
  readonly keyEntities: readonly string[]
  /** Number of the last document for which the rule was a candidate. */
  seenAt: number
}

interface Word extends WordMark {
  readonly token: string
  /** Rules to ask when the word is met. */
  readonly slots: Slot[]
  /** Rules that contain it. */
  uses: number
}

/** Keeps the last word of one field and the first of the next from being a phrase. */
const FIELD_GAP = 1

export function compileRules(rules: readonly RuleEntry[]): CompiledRules {
  const compiled = new RuleSet()
  for (const rule of rules) compiled.add(rule)
  return compiled
}

class RuleSet implements CompiledRules {
  readonly #slots = new Map<string, Slot>()
  readonly #words = new TokenTable<Word>()
  readonly #byEntity = new Map<string, Slot[]>()
  /** Addresses are cut into words only while some rule asks for them. */
  #addressKeys = 0
  /** Those that no key leads to: asked for every document. */
  readonly #unkeyed = new Set<Slot>()
  #number = 0

  get size(): number {
    return this.#slots.size
  }

  add({ id, rule }: RuleEntry): void {
    this.remove(id)
    const words = new Map<string, Word>()
    const wordOf = (token: string): Word => {
      const word = words.get(token) ?? this.#words.get(token) ?? createWord(token)
      words.set(token, word)
      return word
    }
    const node = compileNode(rule, wordOf)
    const keys = selectKeys(rule)
    const keyWords = [...new Set(keys?.tokens)].map(wordOf)
    const keyEntities = [...new Set(keys?.entities)]
    const slot = { id, node, words: [...words.values()], keyWords, keyEntities, seenAt: 0 }
    for (const word of slot.words) if (word.uses++ === 0) this.#words.set(word.token, word)
    for (const word of keyWords) word.slots.push(slot)
    for (const entity of keyEntities) {
      const listed = this.#byEntity.get(entity)
      if (listed) listed.push(slot)
      else this.#byEntity.set(entity, [slot])
      if (isAddressKey(entity)) this.#addressKeys++
    }
    if (keys === null) this.#unkeyed.add(slot)
    this.#slots.set(id, slot)
  }

  remove(id: string): boolean {
    const slot = this.#slots.get(id)
    if (!slot) return false
    this.#slots.delete(id)
    this.#unkeyed.delete(slot)
    for (const word of slot.keyWords) takeOut(word.slots, slot)
    for (const word of slot.words) if (--word.uses === 0) this.#words.delete(word.token)
    for (const entity of slot.keyEntities) {
      const listed = this.#byEntity.get(entity)!
      takeOut(listed, slot)
      if (listed.length === 0) this.#byEntity.delete(entity)
      if (isAddressKey(entity)) this.#addressKeys--
    }
    return true
  }

  match(document: MatchDocument): string[] {
    const number = ++this.#number
    const candidates = [...this.#unkeyed]
    const nominate = (slots: readonly Slot[]): void => {
      for (const slot of slots) {
        if (slot.seenAt === number) continue
        slot.seenAt = number
        candidates.push(slot)
      }
    }
    let base = 0
    const meet = (word: Word, at: number): void => {
      if (word.seenAt !== number) {
        word.seenAt = number
        if (word.places) word.places.length = 0
        nominate(word.slots)
      }
      word.places?.push(base + at)
    }
    const scan = (text: string): void => {
      base += this.#words.scan(text, meet) + FIELD_GAP
    }
    scan(document.text)
    if (document.quotedText !== null) scan(document.quotedText)
    for (const url of document.urls) scan(url)
    for (const name of document.mentions) scan(name)
    if (this.#byEntity.size > 0) {
      for (const key of listEntityKeys(document)) nominate(this.#byEntity.get(key) ?? [])
    }
    if (this.#addressKeys > 0) {
      for (const key of listAddressKeys(document)) nominate(this.#byEntity.get(key) ?? [])
    }
    const ids: string[] = []
    for (const slot of candidates) {
      if (evaluateNode(slot.node, document, number) === true) ids.push(slot.id)
    }
    return ids
  }
}

function createWord(token: string): Word {
  return { token, slots: [], uses: 0, seenAt: 0, places: null }
}

function takeOut(list: Slot[], slot: Slot): void {
  list.splice(list.indexOf(slot), 1)
}

function listAddressKeys(document: MatchDocument): string[] {
  return indexDocument(document).addresses.flatMap((address) =>
    address.tokens.map((word) => entityKey('url:', word)),
  )
}

function listEntityKeys(document: MatchDocument): string[] {
  const { author, quotedText } = document
  const keys = [entityKey('from:', author.id)]
  if (author.handle !== null) keys.push(entityKey('from:', author.handle))
  for (const tag of document.hashtags) keys.push(entityKey('#', tag))
  for (const name of document.mentions) keys.push(entityKey('@', name))
  for (const symbol of document.cashtags) keys.push(entityKey('$', symbol))
  if (quotedText === null) return keys
  for (const tag of extractHashtags(quotedText)) keys.push(entityKey('#', tag.value))
  for (const name of extractMentions(quotedText)) keys.push(entityKey('@', name.value))
  for (const symbol of extractCashtags(quotedText)) keys.push(entityKey('$', symbol.value))
  return keys
}

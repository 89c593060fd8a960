/** Which terms of a rule stand where in a document: for highlighting what was found. */
import {
  extractCashtags,
  extractHashtags,
  extractMentions,
  type Entity,
} from './extract-entities.ts'
import { findNear, findPhrase, patternOf } from './find-words.ts'
import { indexDocument, type IndexedField } from './index-document.ts'
import type { MatchDocument, Position, RuleNode, RuleTerm } from './rule.ts'
import { foldCase } from './tokenize.ts'

export interface TermHit extends Position {
  readonly term: RuleTerm
  readonly field: 'text' | 'quotedText' | 'url'
  /** Which of the document's urls; 0 for the texts. */
  readonly index: number
}

const FIELD_ORDER = { text: 0, quotedText: 1, url: 2, mention: 3 } as const

/**
 * Every place of every term that is asked for, also of alternatives that were not needed; nothing of what is excluded.
 * Places are UTF-16 units of the field. Ordered by field and place; places of different terms may overlap. Terms that
 * look at no text (`from:`, `lang:`, `is:` …) have no place.
 */
export function explainMatch(rule: RuleNode, document: MatchDocument): TermHit[] {
  const { fields } = indexDocument(document)
  const hits = listPositives(rule).flatMap((term) =>
    fields.flatMap((field) => {
      if (field.field === 'mention') return []
      const place = { term, field: field.field, index: field.index }
      return findInField(term, field).map((found) => Object.assign({}, place, found))
    }),
  )
  return hits.sort(
    (left, right) =>
      FIELD_ORDER[left.field] - FIELD_ORDER[right.field] ||
      left.index - right.index ||
      left.position - right.position,
  )
}

function listPositives(node: RuleNode): RuleTerm[] {
  if (node.negated) return []
  return node.kind === 'term' ? [node] : node.children.flatMap(listPositives)
}

function findInField(term: RuleTerm, field: IndexedField): Position[] {
  const isUrl = field.field === 'url'
  switch (term.operator) {
    case 'keyword':
    case 'phrase':
      return findWords(term, field)
    case 'proximity':
      return findNearWords(term, field)
    case 'hashtag':
      return isUrl ? [] : findEntities(term, extractHashtags(field.text))
    case 'mention':
      return isUrl ? [] : findEntities(term, extractMentions(field.text))
    case 'cashtag':
      return isUrl ? [] : findEntities(term, extractCashtags(field.text))
    case 'url':
      return isUrl ? findWords(term, field) : []
    case 'url_contains':
      return isUrl ? findParts(field.text, term.value) : []
    default:
      return []
  }
}

function findWords(term: RuleTerm, field: IndexedField): Position[] {
  const pattern = patternOf(term)
  const found = findPhrase(field, pattern).map((at) => ({
    position: field.starts[at]!,
    length: field.ends[at + pattern.words.length - 1]! - field.starts[at]!,
  }))
  // Inside a run without spaces X may have found it, so it is shown.
  return found.length === 0 && pattern.isUnspaced ? findParts(field.text, term.value) : found
}

function findNearWords(term: RuleTerm, field: IndexedField): Position[] {
  const found = findNear(field, patternOf(term).words, term.distance ?? 0)
  return (found ?? []).map((at) => ({
    position: field.starts[at]!,
    length: field.ends[at]! - field.starts[at]!,
  }))
}

function findEntities(term: RuleTerm, entities: readonly Entity[]): Position[] {
  const wanted = foldCase(term.value)
  return entities
    .filter((entity) => foldCase(entity.value) === wanted)
    .map(({ position, length }) => ({ position, length }))
}

/** Every place of a literal part, whatever the case of its letters. */
function findParts(text: string, part: string): Position[] {
  const places: Position[] = []
  const escaped = part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  if (part === '') return places
  for (const match of text.matchAll(new RegExp(escaped, 'giu'))) {
    places.push({ position: match.index, length: match[0].length })
  }
  return places
}

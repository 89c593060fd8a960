/**
 * A rule whose words are tied to shared marks. Once the words of a document are marked, most terms are decided by
 * looking at a mark, without cutting or folding anything; what marks cannot decide goes to match-term.ts.
 */
import { firstFrom, patternOf } from './find-words.ts'
import { isPartial } from './index-document.ts'
import { matchTerm } from './match-term.ts'
import type { MatchDocument, RuleNode, RuleTerm, Verdict } from './rule.ts'

export interface WordMark {
  /** Number of the last document in which the word stood. */
  seenAt: number
  /**
   * Where in it, rising: tokens are numbered through all fields, with a gap between two fields. Null while no rule needs
   * to know.
   */
  places: number[] | null
}

export type CompiledNode = CompiledTerm | CompiledGroup

interface CompiledTerm {
  readonly kind: 'term'
  readonly term: RuleTerm
  readonly negated: boolean
  /** The words without which the term cannot hold; null when it does not look for words. */
  readonly marks: readonly WordMark[] | null
  /** The marks one behind the other is all that is asked. */
  readonly isDecidedByPlaces: boolean
  /** A mark not seen leaves it false. */
  readonly isDecidedByAbsence: boolean
}

interface CompiledGroup {
  readonly kind: 'and' | 'or'
  readonly negated: boolean
  readonly children: readonly CompiledNode[]
}

/** `markOf` gives the mark of a folded word, the same for every rule. */
export function compileNode(rule: RuleNode, markOf: (word: string) => WordMark): CompiledNode {
  const { negated } = rule
  if (rule.kind !== 'term') {
    const children = rule.children.map((child) => compileNode(child, markOf))
    return { kind: rule.kind, negated, children }
  }
  const looksForWords = ['keyword', 'phrase', 'proximity'].includes(rule.operator)
  const pattern = patternOf(rule)
  const hasWords = looksForWords && pattern.words.length > 0
  const isDecidedByPlaces =
    hasWords && rule.operator !== 'proximity' && !pattern.notTagged.includes(true)
  const marks = hasWords ? pattern.words.map(markOf) : null
  if (marks && isDecidedByPlaces && marks.length > 1) for (const mark of marks) mark.places ??= []
  return {
    kind: 'term',
    term: rule,
    negated,
    marks,
    isDecidedByPlaces,
    isDecidedByAbsence: hasWords && !pattern.isUnspaced,
  }
}

/** As matchRule of the same rule, given that every marked word of document `number` has been marked with it. */
export function evaluateNode(node: CompiledNode, document: MatchDocument, number: number): Verdict {
  const verdict =
    node.kind === 'term'
      ? evaluateTerm(node, document, number)
      : evaluateGroup(node, document, number)
  return verdict === null || !node.negated ? verdict : !verdict
}

function evaluateTerm(node: CompiledTerm, document: MatchDocument, number: number): Verdict {
  if (node.marks === null) return matchTerm(node.term, document)
  for (const mark of node.marks) {
    if (mark.seenAt === number) continue
    if (!node.isDecidedByAbsence) return matchTerm(node.term, document)
    return isPartial(document) ? null : false
  }
  if (!node.isDecidedByPlaces) return matchTerm(node.term, document)
  if (areConsecutive(node.marks)) return true
  return isPartial(document) ? null : false
}

function areConsecutive(marks: readonly WordMark[]): boolean {
  if (marks.length === 1) return true
  return marks[0]!.places!.some((first) =>
    marks.every((mark, offset) => firstFrom(mark.places!, first + offset) === first + offset),
  )
}

function evaluateGroup(group: CompiledGroup, document: MatchDocument, number: number): Verdict {
  const decisive = group.kind === 'or'
  let verdict: Verdict = !decisive
  for (const child of group.children) {
    const each = evaluateNode(child, document, number)
    if (each === decisive) return decisive
    if (each === null) verdict = null
  }
  return verdict
}

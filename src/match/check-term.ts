/** What is wrong, or doubtful, with one term by itself. */
import { checkArgument } from './check-argument.ts'
import { extractCashtags, extractHashtags } from './extract-entities.ts'
import { isUnspaced } from './scripts.ts'
import { findOperator } from './operators.ts'
import type { RuleProblem, RuleTerm } from './rule.ts'
import { errorAt, excerpt, warningAt } from './rule-problem.ts'
import { suggestForFlag } from './suggest.ts'
import { CHARACTER, classOfCodePoint, tokenize } from './tokenize.ts'

/** X's limit for `"a b"~N`. */
const MAX_DISTANCE = 6
const EMOJI_VARIANT = /[\uFE0F\u200D\p{Emoji_Modifier}]/u
const X_NAME = /^\w{1,15}$/

export function checkTerm(term: RuleTerm): RuleProblem[] {
  switch (term.operator) {
    case 'keyword':
      return checkKeyword(term)
    case 'phrase':
      return checkPhrase(term)
    case 'proximity':
      return checkProximity(term)
    case 'hashtag':
    case 'mention':
    case 'cashtag':
      return checkEntity(term)
    default:
      return checkOperator(term)
  }
}

function checkKeyword(term: RuleTerm): RuleProblem[] {
  const { value } = term
  const folded = value.toLowerCase()
  if (folded === 'and') {
    const message =
      'Ambiguous use of and as a keyword. Use a space to logically join two clauses, or "and" to find ' +
      'occurrences of and in text'
    return [errorAt(wordOf(term), message, 'leave it out: a space already means "and"')]
  }
  if (folded === 'or') {
    const message = `'${value}' is taken as a word to be found, not as an alternative`
    return [warningAt(wordOf(term), message, 'write OR in capitals, or "or" in quotes')]
  }
  if (value === 'NOT') {
    const message = "'NOT' is taken as a word to be found, not as a negation"
    return [warningAt(wordOf(term), message, 'write "-" directly before what is to be excluded')]
  }
  if (EMOJI_VARIANT.test(value)) {
    const message = 'An emoji with a variant must be in double quotes'
    return [errorAt(wordOf(term), message, `write "${excerpt(value)}"`)]
  }
  return warnOfWord(term)
}

function warnOfWord(term: RuleTerm): RuleProblem[] {
  const { value } = term
  const { tokens } = tokenize(value)
  if (tokens.length > 1 && /[,;|]/.test(value)) {
    const either = tokens.length <= 10 ? excerpt(tokens.join(' OR ')) : 'OR between the words'
    return [warningAt(wordOf(term), 'X reads this as one phrase', `for any of them: ${either}`)]
  }
  if (hasSeparator(value)) {
    const message =
      'X cuts words at punctuation, and asks for quotes around a word that contains it'
    return [warningAt(wordOf(term), message, `write "${excerpt(value)}"`)]
  }
  if (isUnspaced(value)) return [warnOfScript(term)]
  if (!term.negated && /^[\p{L}\p{N}]$/u.test(value)) {
    return [warningAt(wordOf(term), 'A single character is found in very many posts')]
  }
  return []
}

function hasSeparator(text: string): boolean {
  return Array.from(text).some(
    (character) => classOfCodePoint(character.codePointAt(0)!) === CHARACTER.separator,
  )
}

function warnOfScript(term: RuleTerm): RuleProblem {
  const message =
    'Words are told apart by spaces and punctuation: in a text without them this is found only where it ' +
    'stands alone'
  const suggestion = `add the hashtag: (${excerpt(term.value)} OR #${excerpt(term.value)})`
  return warningAt(wordOf(term), message, suggestion)
}

function checkPhrase(term: RuleTerm): RuleProblem[] {
  const { value } = term
  const { tokens } = tokenize(value)
  if (tokens.length === 0) {
    const message = 'Nothing between these quotes can be found in a text'
    return [warningAt(term, message, 'write at least one word between them')]
  }
  if (extractHashtags(value).length > 0 || extractCashtags(value).length > 0) {
    const message = 'In quotes # and $ are white space: the hashtag or cashtag itself is not found'
    return [warningAt(term, message, 'write #tag or $SYM without quotes')]
  }
  return tokens.length === 1 && isUnspaced(value) ? [warnOfScript(term)] : []
}

function checkProximity(term: RuleTerm): RuleProblem[] {
  const problems: RuleProblem[] = []
  const distance = term.distance ?? 0
  if (distance < 1 || distance > MAX_DISTANCE) {
    const message = `The distance behind ~ goes from 1 to ${MAX_DISTANCE}, not ${excerpt(String(distance))}`
    const nearest = Math.min(Math.max(distance, 1), MAX_DISTANCE)
    problems.push(errorAt(term, message, `did you mean ~${nearest}`))
  }
  if (tokenize(term.value).tokens.length < 2) {
    problems.push(warningAt(term, 'A distance needs two words between the quotes'))
  }
  return problems
}

function checkEntity(term: RuleTerm): RuleProblem[] {
  const { operator, value } = term
  if (operator === 'hashtag' && extractHashtags(`#${value}`)[0]?.value !== value) {
    const tag = /^[\p{L}\p{M}\p{N}_]+/u.exec(value)?.[0]
    const message = `'#${excerpt(value)}' is not a hashtag to X: letters, digits and _, not only digits`
    return [warningAt(wordOf(term), message, tag && tag !== value ? `did you mean #${tag}` : null)]
  }
  if (operator === 'mention' && !X_NAME.test(value)) {
    const message = `'@${excerpt(value)}' cannot be the name of an account on X`
    return [warningAt(wordOf(term), message)]
  }
  if (operator === 'cashtag' && extractCashtags(`$${value}`)[0]?.value !== value) {
    const message = `'$${excerpt(value)}' is not a cashtag to X: one to six letters`
    return [warningAt(wordOf(term), message, `for the text itself: "$${excerpt(value)}"`)]
  }
  return []
}

function checkOperator(term: RuleTerm): RuleProblem[] {
  const { operator: name, value } = term
  const operator = findOperator(name, value)
  if (operator === null) {
    // The lexer lets only known names through: what is not in the table is a flag of is: or has:.
    const message = `Reference to invalid operator '${name}:${excerpt(value)}'`
    return [errorAt(wordOf(term), message, suggestForFlag(name, value))]
  }
  const written = operator.flag === null ? name : `${name}:${operator.flag}`
  if (!operator.inStreams) {
    const message =
      `Reference to invalid operator '${written}'. Operator is not available in current product or ` +
      'product packaging'
    return [errorAt(wordOf(term), message, 'leave it out: only X’s search knows it')]
  }
  const problems: RuleProblem[] = []
  if (operator.negation === 'forbidden' && term.negated) {
    problems.push(errorAt(term, `${written}: cannot be negated`, 'remove the "-" before it'))
  }
  if (operator.negation === 'required' && !term.negated) {
    problems.push(errorAt(term, `${written} must be negated`, `write -${written}`))
  }
  const argument = checkArgument(term, operator.argument)
  if (argument) problems.push(argument)
  if (name === 'embedding' || name === 'embedding_threshold') {
    problems.push(warningAt(wordOf(term), `${name}: needs X’s Enterprise access with embeddings`))
  }
  return problems
}

/** The term without its "-". */
function wordOf(term: RuleTerm): { position: number; length: number } {
  const sign = term.negated ? 1 : 0
  return { position: term.position + sign, length: term.length - sign }
}

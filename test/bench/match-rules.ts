/**
 * How fast many keywords are matched, alone: `node test/bench/match-rules.ts [keywords]`. Prints, asserts nothing.
 * Seconds are seconds of one core. Texts have 200 characters, in which common words and words of the keywords mix; every
 * document is new to the matcher.
 */
import { checkRule } from '../../src/match/check-rule.ts'
import { compileRules, type CompiledRules } from '../../src/match/compile-rules.ts'
import { parseRule } from '../../src/match/parse-rule.ts'
import type { MatchDocument } from '../../src/match/rule.ts'

const KEYWORDS = Number(process.argv[2] ?? 10_000)
const TEXTS = 20_000
const TEXT_LENGTH = 200
const ROUNDS = 5
const REPETITIONS = 2_000
const STOCK = KEYWORDS * 3
const COMMON =
  'the a of to and in is it for on with as at this that from by are was be have not but they we his'.split(
    ' ',
  )

/** The same numbers on every run, so that runs can be compared. */
let state = 1
function random(): number {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
  return state / 0x80000000
}

const wordAt = (at: number): string => `w${((at * 7919) % 1_000_003).toString(36)}`
/** Low numbers often, high ones seldom, as words are. */
const someWord = (): string => wordAt(Math.floor(random() ** 3 * STOCK))

function makeText(): string {
  const parts: string[] = []
  for (let length = 0; length < TEXT_LENGTH;) {
    const word = random() < 0.5 ? COMMON[Math.floor(random() * COMMON.length)]! : someWord()
    const separator = random() < 0.1 ? ', ' : ' '
    parts.push(word, separator)
    length += word.length + separator.length
  }
  return parts.join('').slice(0, TEXT_LENGTH)
}

function makeDocument(text: string): MatchDocument {
  return {
    text,
    quotedText: null,
    urls: [],
    hashtags: [],
    mentions: [],
    cashtags: [],
    author: { id: '1', handle: 'ann' },
    replyTo: null,
    repostOf: null,
    replyToPostId: null,
    quoteOfPostId: null,
    conversationId: null,
    lang: 'en',
    kind: 'post',
    mediaTypes: [],
    hasGeo: null,
  }
}

const SHAPES: Readonly<Record<string, (at: number) => string>> = {
  'one word': (at) => wordAt(at * 3),
  'word, language, no reposts': (at) => `${wordAt(at * 3)} lang:en -is:retweet`,
  phrase: (at) => `"${wordAt(at * 3)} ${wordAt(at * 2)}"`,
  'word or hashtag': (at) => `${wordAt(at * 3)} OR #${wordAt(at)}`,
  'all of these, mixed': (at) => Object.values(SHAPES)[at % 4]!(at),
}

/** Time of this thread on a core, so that other programs on the machine do not count. */
const busyMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
/** On average, over enough repetitions for a clock that counts in steps of some milliseconds. */
function average(work: (at: number) => void): string {
  const start = busyMs()
  for (let at = 0; at < REPETITIONS; at++) work(at)
  return `${((busyMs() - start) / REPETITIONS).toFixed(4)} ms`
}
const perSecond = (count: number, since: number): number =>
  Math.round((count / (busyMs() - since)) * 1_000)

function measureMatching(compiled: CompiledRules, texts: readonly string[]): string {
  const rates: number[] = []
  let matches = 0
  for (let round = 0; round <= ROUNDS; round++) {
    const documents = texts.map(makeDocument)
    const start = busyMs()
    matches = 0
    for (const document of documents) matches += compiled.match(document).length
    // The first round warms up.
    if (round > 0) rates.push(perSecond(texts.length, start))
  }
  rates.sort((left, right) => left - right)
  const median = rates[Math.floor(rates.length / 2)]!.toLocaleString('en')
  const ends = `${rates[0]!.toLocaleString('en')}–${rates.at(-1)!.toLocaleString('en')}`
  return `${median} [${ends}] posts/s, ${(matches / texts.length).toFixed(1)} matches a post`
}

const texts = Array.from({ length: TEXTS }, makeText)
for (const [shape, queryOf] of Object.entries(SHAPES)) {
  const rules = Array.from({ length: KEYWORDS }, (_, at) => ({
    id: String(at),
    rule: parseRule(queryOf(at)).rule!,
  }))
  const compiled = compileRules(rules)
  console.log(`${KEYWORDS} keywords, ${shape}: ${measureMatching(compiled, texts)}`)
  const added = average((at) => {
    compiled.add({ id: `added ${at}`, rule: parseRule(`more${at} "added keyword" lang:en`).rule! })
  })
  console.log(`  one more keyword: ${added}`)
}

let long = 'first'
while (long.length < 1_000) long += ` OR (${someWord()} "two words" from:somebody -is:retweet)`
const checked = average(() => checkRule(long, { maxLength: 1_024 }))
console.log(`check of a rule of ${long.length} characters: ${checked}`)

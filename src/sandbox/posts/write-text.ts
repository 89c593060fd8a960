/**
 * The words of a post: a sentence around the wished words, perhaps more of them, hashtags, emoji.
 */
import type { Random } from '../random.ts'
import type { WishWord } from '../rules/rule-wish.ts'
import type { Authors } from './authors.ts'
import { plainText, type Segment } from './rich-text.ts'
import { banksFor, bankOfLang } from './texts/all-texts.ts'
import type { TextBank } from './texts/text-bank.ts'
import { topicOf } from './texts/topics.ts'

/** Alone, joined by zero-width joiners, with a skin tone, a flag, outside the basic plane. */
const EMOJI = [
  '☕️',
  '🌧️',
  '✨',
  '🙂',
  '🎶',
  '🚲',
  '🌙',
  '👏🏽',
  '👩‍🚀',
  '🐈‍⬛',
  '👨‍👩‍👧',
  '🏳️‍🌈',
  '🇯🇵',
  '❤️‍🔥',
  '🫠',
  '📚',
]
const MIN_SENTENCES_OF_LONG = 5
const MAX_SENTENCES_OF_LONG = 9

/** Which set of sentences is used, and where. */
export type Voice = 'about' | 'replies' | 'quotes'

/** Sentences for languages the sandbox does not write in: the words and a mood. */
const WORDLESS: TextBank['about'] = ['{k} ✨', '{k} 🙂', '{k} …', '✨ {k} ✨', '{k} !']

export interface Writer {
  readonly bank: TextBank
  readonly lang: string
  readonly random: Random
  readonly authors: Authors
}

/** A language for these words: the wished one, else one whose script they fit. */
export function chooseLanguage(
  words: readonly WishWord[],
  wishedLang: string | undefined,
  random: Random,
): { bank: TextBank; lang: string } {
  const fitting = banksFor(words.map((word) => word.value).join(' '))
  const bank = random.pickWeighted(fitting.map((value) => ({ weight: value.weight, value })))
  if (wishedLang === undefined) return { bank, lang: bank.lang }
  const wished = bankOfLang(wishedLang)
  return {
    bank: wished ?? { ...bank, about: WORDLESS, onTopic: {}, also: ['{k}'] },
    lang: wishedLang,
  }
}

/** Sentences with all the words in them; without words, about something everybody talks about. */
export function writeSentences(
  words: readonly WishWord[],
  voice: Voice,
  isLong: boolean,
  writer: Writer,
): Segment[] {
  const { bank, random } = writer
  const [first, ...others] = words.length > 0 ? words : [fillerWord(writer)]
  const sentences = [fill(chooseSentence(first!, voice, writer), first!, writer)]
  for (const word of others) sentences.push(fill(random.pick(bank.also), word, writer))
  if (isLong) {
    const count = random.between(MIN_SENTENCES_OF_LONG, MAX_SENTENCES_OF_LONG)
    // The word may come late, behind the place where a long text is cut.
    for (let i = 0; i < count; i++) {
      const at = random.below(sentences.length + 1)
      sentences.splice(at, 0, [{ kind: 'text', text: random.pick(bank.plain) }])
    }
  } else if (random.chance(0.2)) {
    sentences.push([{ kind: 'text', text: random.pick(bank.plain) }])
  }
  return joinSentences(sentences, isLong ? '\n\n' : ' ', writer)
}

export function writePlain(writer: Writer): Segment[] {
  const { bank, random } = writer
  const count = random.chance(0.3) ? 2 : 1
  return [
    { kind: 'text', text: Array.from({ length: count }, () => random.pick(bank.plain)).join(' ') },
  ]
}

export function writePollQuestion(
  words: readonly WishWord[],
  question: string,
  writer: Writer,
): Segment[] {
  const [first, ...others] = words.length > 0 ? words : [fillerWord(writer)]
  const sentences = [
    fill(question, first!, writer),
    ...others.map((word) => fill(writer.random.pick(writer.bank.also), word, writer)),
  ]
  return joinSentences(sentences, ' ', writer)
}

export function writeEmoji(random: Random): Segment {
  const count = random.chance(0.2) ? 2 : 1
  const emoji = Array.from({ length: count }, () => random.pick(EMOJI)).join('')
  return { kind: 'text', text: emoji }
}

function fillerWord({ bank, random }: Writer): WishWord {
  return { kind: 'text', value: random.pick(bank.nouns) }
}

function chooseSentence(word: WishWord, voice: Voice, { bank, random }: Writer): string {
  if (voice !== 'about') return random.pick(bank[voice])
  const onTopic = bank.onTopic[topicOf(word.value) ?? '']
  return random.pick(onTopic && random.chance(0.75) ? onTopic : bank.about)
}

function fill(sentence: string, word: WishWord, writer: Writer): Segment[] {
  return sentence
    .split('{k}')
    .flatMap((part, index) => [...(index > 0 ? writeWord(word, writer) : []), ...textSegment(part)])
}

function textSegment(text: string): Segment[] {
  return text === '' ? [] : [{ kind: 'text', text }]
}

function writeWord({ kind, value }: WishWord, { bank, random, authors }: Writer): Segment[] {
  switch (kind) {
    case 'hashtag':
    case 'cashtag':
      return [{ kind, tag: value }]
    case 'mention':
      return [{ kind, user: authors.named(value, bank, random) }]
    case 'text': {
      const isTaggable = /^[\p{L}\p{N}]*\p{L}[\p{L}\p{N}]*$/u.test(value)
      if (isTaggable && random.chance(0.12)) return [{ kind: 'hashtag', tag: value }]
      return [{ kind: 'text', text: random.chance(0.04) ? value.toUpperCase() : value }]
    }
  }
}

function joinSentences(
  sentences: readonly Segment[][],
  separator: string,
  { bank, random }: Writer,
): Segment[] {
  const fullStop = bank.lang === 'ja' || bank.lang === 'zh' ? '。' : '.'
  const joined: Segment[] = []
  for (const [index, sentence] of sentences.entries()) {
    const glue = separator === '\n\n' && random.chance(0.6) ? ' ' : separator
    if (index > 0) {
      joined.push({ kind: 'text', text: endsSentence(joined) ? glue : `${fullStop}${glue}` })
    }
    joined.push(...sentence)
  }
  return mergeText(joined)
}

function endsSentence(segments: readonly Segment[]): boolean {
  return /[\p{P}\p{Extended_Pictographic}]\uFE0F?\s*$/u.test(plainText(segments.slice(-1)))
}

/** Texts that come together become one segment, so that a cut between words sees them whole. */
export function mergeText(segments: readonly Segment[]): Segment[] {
  const merged: Segment[] = []
  for (const segment of segments) {
    const last = merged.at(-1)
    if (segment.kind === 'text' && last?.kind === 'text') {
      merged[merged.length - 1] = { kind: 'text', text: last.text + segment.text }
    } else merged.push(segment)
  }
  return merged
}

/** What to write instead: for operators of other products, misspelt names and characters that mean something elsewhere. */
import { closest } from '../lib/closest.ts'
import { COLON_OPERATORS, findOperator, listFlags } from './operators.ts'
import { excerpt } from './rule-problem.ts'

/** Operators of X's web search and of older interfaces that people type by habit. */
const ELSEWHERE: Readonly<Record<string, (value: string) => string>> = {
  since: () => 'leave it out: a stream delivers what is posted from now on',
  until: () => 'leave it out: pause the keyword when you no longer want it',
  since_id: () => 'leave it out: a stream delivers what is posted from now on',
  max_id: () => 'leave it out: a stream delivers what is posted from now on',
  since_time: () => 'leave it out: a stream delivers what is posted from now on',
  until_time: () => 'leave it out: pause the keyword when you no longer want it',
  near: () => 'use place:"name" or point_radius:[longitude latitude 10km]',
  within: () => 'use point_radius:[longitude latitude 10km]',
  geocode: () => 'use point_radius:[longitude latitude 10km]',
  geo: () => 'use point_radius:[longitude latitude 10km]',
  hashtag: (value) => `write #${value || 'tag'}`,
  mention: (value) => `write @${value || 'name'}`,
  mentions: (value) => `write @${value || 'name'}`,
  cashtag: (value) => `write $${value || 'SYM'}`,
  symbol: (value) => `write $${value || 'SYM'}`,
  user: (value) => `did you mean from:${value || 'name'}`,
  author: (value) => `did you mean from:${value || 'name'}`,
  by: (value) => `did you mean from:${value || 'name'}`,
  reply_to: (value) => `did you mean to:${value || 'name'}`,
  language: (value) => `did you mean lang:${value || 'en'}`,
  locale: (value) => `did you mean lang:${value || 'en'}`,
  contains: () => 'put the words in quotes: "exact words"',
  text: () => 'put the words in quotes: "exact words"',
  min_faves: () => 'leave it out: only X’s search can ask for likes',
  min_retweets: () => 'leave it out: only X’s search can ask for reposts',
  filter: (value) => `did you mean ${FILTERS[value] ?? 'has: or is:'}`,
  exclude: (value) => `did you mean -${FILTERS[value] ?? 'has: or -is:'}`,
  include: (value) => `did you mean ${FILTERS[value] ?? 'has: or is:'}`,
  country: (value) => `did you mean place_country:${value || 'US'}`,
}

const FILTERS: Readonly<Record<string, string>> = {
  replies: 'is:reply',
  retweets: 'is:retweet',
  nativeretweets: 'is:retweet',
  quote: 'is:quote',
  verified: 'is:verified',
  links: 'has:links',
  images: 'has:images',
  media: 'has:media',
  videos: 'has:video_link',
  native_video: 'has:video_link',
  hashtags: 'has:hashtags',
}

const FLAG_HABITS: Readonly<Record<string, string>> = {
  repost: 'is:retweet',
  rt: 'is:retweet',
  photo: 'has:images',
  photos: 'has:images',
  video: 'has:video_link',
  url: 'has:links',
  urls: 'has:links',
  location: 'has:geo',
}

const CHARACTERS: Readonly<Record<string, string>> = {
  "'": 'use double quotes: "two words"',
  '|': 'write OR between the alternatives',
  '&': 'leave it out: a space already means "and"',
  '+': 'leave it out: a space already means "and"',
  '!': 'write "-" before what is to be excluded',
  '*': 'leave it out: there are no wildcards, a word matches as a whole',
  '[': 'group with ( and )',
  ']': 'group with ( and )',
  '{': 'group with ( and )',
  '}': 'group with ( and )',
  '~': 'a distance stands directly behind a phrase: "two words"~5',
  '＃': 'write # for a hashtag',
  '＠': 'write @ for a mention',
}
const TYPOGRAPHIC_QUOTES = /^[“”„‟«»‘’‚‛「」『』＂]$/
const DASHES = /^[‐‑‒–—―−－]$/

/** For a character no term may begin with. */
export function suggestForCharacter(character: string): string {
  if (TYPOGRAPHIC_QUOTES.test(character)) return 'use straight double quotes: "two words"'
  if (DASHES.test(character)) return 'use the plain hyphen "-" to exclude something'
  return CHARACTERS[character] ?? 'remove it, or put the whole expression in double quotes'
}

/** For an operator that does not exist. */
export function suggestForOperator(name: string, value: string): string {
  const lower = name.toLowerCase()
  const elsewhere = Object.hasOwn(ELSEWHERE, lower) ? ELSEWHERE[lower] : undefined
  if (elsewhere) return elsewhere(value.length > 40 ? '' : value)
  for (const flagged of ['is', 'has']) {
    if (findOperator(flagged, lower)) return `did you mean ${flagged}:${lower}`
  }
  const close = closest(lower, COLON_OPERATORS)
  if (close !== null) return `did you mean ${close}:`
  return `put it in quotes if it is text to be found: "${excerpt(`${name}:${value}`)}"`
}

/** For `is:` or `has:` with something they do not know. */
export function suggestForFlag(name: string, value: string): string {
  const flags = listFlags(name)
  const other = name === 'is' ? 'has' : 'is'
  if (findOperator(other, value)) return `did you mean ${other}:${value}`
  const meant = Object.hasOwn(FLAG_HABITS, value) ? FLAG_HABITS[value]! : null
  if (meant !== null) return `did you mean ${meant}`
  const close = closest(value, flags)
  if (close !== null) return `did you mean ${name}:${close}`
  return `${name}: takes ${flags.join(', ')}`
}

/** Is the argument of an operator one that X takes? One function per kind of argument of operators.ts. */
import type { ArgumentKind } from './operators.ts'
import type { RuleProblem, RuleTerm } from './rule.ts'
import { errorAt, excerpt, warningAt } from './rule-problem.ts'
import { closest } from '../lib/closest.ts'

const LANGUAGES = new Set(
  (
    'am ar hy eu bn bg ca hr cs da nl en et fi fr de ka el gu iw hi hu in it ja kn ko lv lt ml mr no ' +
    'fa pl pt ro ru sr zh-CN sk sl es sv ta te th zh-TW tr uk ur vi ' +
    // Listed until 2024, and still given to posts.
    'bs my ht hi-Latn is km lo dv ne or pa ps sd si ckb tl bo ug cy ' +
    // What posts carry: Chinese as a whole, not determined, and X's own marks for posts without words.
    'zh und zxx art qam qct qht qme qst'
  )
    .toLowerCase()
    .split(' '),
)
/** Codes that are right elsewhere, or common slips, with what X calls the language. */
const OTHER_LANGUAGE_NAMES: Readonly<Record<string, string>> = {
  he: 'iw',
  id: 'in',
  nb: 'no',
  nn: 'no',
  fil: 'tl',
  jp: 'ja',
  cn: 'zh-CN',
  kr: 'ko',
  ua: 'uk',
  gr: 'el',
  cz: 'cs',
  se: 'sv',
  dk: 'da',
  english: 'en',
  spanish: 'es',
  french: 'fr',
  german: 'de',
  japanese: 'ja',
  portuguese: 'pt',
}
const MAX_SIDE_KM = 25 * 1.609344
const EARTH_RADIUS_KM = 6371
const NUMBER = /^[-+]?\d{1,3}(?:\.\d+)?$/

/** Null when the argument is fine. */
export function checkArgument(term: RuleTerm, kind: ArgumentKind): RuleProblem | null {
  const { value } = term
  switch (kind) {
    case 'none':
    case 'flag':
      return null
    case 'text':
      return value.trim() === '' ? wrong(term, 'a word, or words in quotes') : null
    case 'user':
      return checkUser(term)
    case 'postId':
      return /^\d{1,20}$/.test(value) ? null : wrong(term, 'a numeric id')
    case 'language':
      return checkLanguage(term)
    case 'country':
      return checkCountry(term)
    case 'context':
      return /^(?:\d+\.(?:\d+|\*)|\*\.\d+)$/.test(value)
        ? null
        : wrong(term, 'domain.entity, domain.* or *.entity, in numbers')
    case 'pointRadius':
      return checkPointRadius(term)
    case 'boundingBox':
      return checkBoundingBox(term)
    case 'percent':
      return isBetween(value, 1, 100) ? null : wrong(term, 'a whole number from 1 to 100')
    case 'count':
      return /^\d{1,15}$/.test(value) ? null : wrong(term, 'a whole number')
    case 'countRange':
      return checkCountRange(term)
    case 'ratio':
      return /^\d+(?:\.\d+)?$/.test(value) && Number(value) <= 1
        ? null
        : wrong(term, 'a number from 0 to 1')
  }
}

function wrong(term: RuleTerm, expected: string, suggestion: string | null = null): RuleProblem {
  const message = `${term.operator}: takes ${expected}, not '${excerpt(term.value)}'`
  return errorAt(term, message, suggestion)
}

function isBetween(value: string, least: number, most: number): boolean {
  return /^\d{1,4}$/.test(value) && Number(value) >= least && Number(value) <= most
}

function checkUser(term: RuleTerm): RuleProblem | null {
  const { operator, value } = term
  if (/^\w{1,15}$/.test(value) || /^\d{1,20}$/.test(value)) return null
  if (value.startsWith('@'))
    return wrong(term, 'a name without "@"', `${operator}:${value.slice(1)}`)
  const names = value.split(/[\s,;]+/).filter((name) => name !== '')
  if (names.length > 1 && names.length <= 20) {
    const each = names.map((name) => `${operator}:${name}`).join(' OR ')
    return wrong(term, 'one account', excerpt(`(${each})`))
  }
  // Handles of other networks are longer and contain dots; there they are right, and X finds nobody by them.
  if (/^[\w.@-]{1,253}$/.test(value)) {
    return warningAt(term, `'${excerpt(value)}' cannot be the name of an account on X`)
  }
  return wrong(term, 'the name of an account or its numeric id')
}

function checkLanguage(term: RuleTerm): RuleProblem | null {
  const tag = term.value.toLowerCase()
  if (LANGUAGES.has(tag)) return null
  const known = Object.hasOwn(OTHER_LANGUAGE_NAMES, tag) ? OTHER_LANGUAGE_NAMES[tag]! : null
  const shorter = LANGUAGES.has(tag.split('-')[0]!) ? tag.split('-')[0]! : null
  const suggestion = known ?? shorter ?? closest(tag, [...LANGUAGES])
  return wrong(
    term,
    'a language X knows, such as en, ja or pt',
    suggestion && `did you mean lang:${suggestion}`,
  )
}

function checkCountry(term: RuleTerm): RuleProblem | null {
  const code = term.value.toUpperCase()
  if (!/^[A-Z]{2}$/.test(code)) return wrong(term, 'a country code of two letters, such as US')
  if (code === 'UK') return wrong(term, 'an ISO country code', 'did you mean place_country:GB')
  const name = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(code)
  return name === undefined ? warningAt(term, `No country has the code '${code}'`) : null
}

function checkCountRange(term: RuleTerm): RuleProblem | null {
  const range = /^(\d{1,15})(?:\.\.(\d{1,15}))?$/.exec(term.value)
  if (!range) return wrong(term, 'a number (at least so many) or a range such as 100..1000')
  if (range[2] === undefined || Number(range[1]) <= Number(range[2])) return null
  const turned = `${term.operator}:${range[2]}..${range[1]}`
  return wrong(term, 'a range from the lower to the higher number', `did you mean ${turned}`)
}

function checkPointRadius(term: RuleTerm): RuleProblem | null {
  const [longitude, latitude, radius, ...rest] = term.value.split(' ')
  const distance = /^(\d+(?:\.\d+)?)(mi|km)$/i.exec(radius ?? '')
  if (!isLongitude(longitude) || !isLatitude(latitude) || !distance || rest.length > 0) {
    return wrong(term, '[longitude latitude radius], such as [2.355128 48.861118 16km]')
  }
  const km = Number(distance[1]) * (distance[2]!.toLowerCase() === 'mi' ? 1.609344 : 1)
  return km < MAX_SIDE_KM && km > 0 ? null : wrong(term, 'a radius of less than 25mi (40.2km)')
}

function checkBoundingBox(term: RuleTerm): RuleProblem | null {
  const parts = term.value.split(' ')
  const [west, south, east, north] = parts
  const isBox =
    parts.length === 4 &&
    isLongitude(west) &&
    isLatitude(south) &&
    isLongitude(east) &&
    isLatitude(north)
  if (!isBox) return wrong(term, '[west south east north] in degrees')
  const heightKm = radians(Number(north) - Number(south)) * EARTH_RADIUS_KM
  const widthKm =
    radians(Number(east) - Number(west)) * EARTH_RADIUS_KM * Math.cos(radians(Number(south)))
  if (heightKm <= 0 || widthKm <= 0) return wrong(term, '[west south east north] in this order')
  return heightKm < MAX_SIDE_KM && widthKm < MAX_SIDE_KM
    ? null
    : wrong(term, 'a box with sides of less than 25mi (40.2km)')
}

function isLongitude(text: string | undefined): boolean {
  return text !== undefined && NUMBER.test(text) && Math.abs(Number(text)) <= 180
}

function isLatitude(text: string | undefined): boolean {
  return text !== undefined && NUMBER.test(text) && Math.abs(Number(text)) <= 90
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

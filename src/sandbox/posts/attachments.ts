/** What hangs on a post: links, pictures, videos, polls, places. Addresses are under `.example`, which nobody can own. */
import type { Random } from '../random.ts'
import { pastSnowflake } from '../snowflake.ts'
import type { PostContent, SandboxMedia, SandboxPlace, SandboxPoll } from './post-content.ts'
import type { Link } from './rich-text.ts'

const SITES: readonly { readonly domain: string; readonly titles: readonly string[] }[] = [
  {
    domain: 'www.harbour-gazette.example',
    titles: ['What the morning ferry tells us', 'A street and its lamps', 'The week in small news'],
  },
  {
    domain: 'weather-desk.example',
    titles: ['Outlook until Sunday', 'Why fog loves rivers', 'The wind map, explained'],
  },
  {
    domain: 'orbit-notes.example',
    titles: ['What to see tonight', 'A quiet corner of the sky', 'How to draw a meteor'],
  },
  {
    domain: 'kitchen-window.example',
    titles: ['Bread in three sentences', 'Soup for eleven neighbours', 'The art of leftovers'],
  },
  {
    domain: 'tramline.example',
    titles: ['Line 4, end to end', 'Timetables as poetry', 'Where the night bus goes'],
  },
  {
    domain: 'vinyl-corner.example',
    titles: [
      'Side B deserves better',
      'Ten songs for a rainy platform',
      'The choir in the stairwell',
    ],
  },
  {
    domain: 'open-field.example',
    titles: ['Sunday league, part nine', 'Running slowly, on purpose', 'The goalkeeper is 61'],
  },
  {
    domain: 'papers.example',
    titles: [
      'Notes on a small experiment',
      'Counting birds, a method',
      'Measuring the tide with string',
    ],
  },
  {
    domain: 'allotment.example',
    titles: ['Twelve seedlings', 'A map of our garden', 'What the bees were up to'],
  },
]
const SITE_DESCRIPTIONS = [
  'A short read with pictures.',
  'Notes, numbers and one good map.',
  'Written at a kitchen table.',
]
const ALT_TEXTS = [
  'A blue kettle on a window sill, steam in the morning light',
  'An empty tram stop in the rain',
  'Hands holding a paper map, one corner torn',
  'A bicycle leaning on a yellow bench',
  'Clouds over a harbour with three small boats',
]
const PLACES: readonly SandboxPlace[] = [
  place(
    '5e1d00a1c0ffee01',
    'Lisbon',
    'Lisbon, Portugal',
    'Portugal',
    'PT',
    [-9.2298, 38.6914, -9.0905, 38.7967],
  ),
  place(
    '5e1d00a1c0ffee02',
    'Leipzig',
    'Leipzig, Germany',
    'Germany',
    'DE',
    [12.2366, 51.2381, 12.5424, 51.4481],
  ),
  place(
    '5e1d00a1c0ffee03',
    'Bergen',
    'Bergen, Norway',
    'Norway',
    'NO',
    [5.1603, 60.1702, 5.6867, 60.5348],
  ),
  place(
    '5e1d00a1c0ffee04',
    'Kyoto',
    'Kyoto, Japan',
    'Japan',
    'JP',
    [135.5592, 34.8749, 135.8786, 35.3212],
  ),
  place(
    '5e1d00a1c0ffee05',
    'Halifax',
    'Halifax, Nova Scotia',
    'Canada',
    'CA',
    [-64.2383, 44.4257, -62.1589, 45.2768],
  ),
  place(
    '5e1d00a1c0ffee06',
    'Manhattan',
    'Manhattan, NY',
    'United States',
    'US',
    [-74.0267, 40.6839, -73.9104, 40.8774],
  ),
  place(
    '5e1d00a1c0ffee07',
    'Camden Town',
    'Camden Town, London',
    'United Kingdom',
    'GB',
    [-0.2135, 51.5126, -0.1053, 51.573],
  ),
  place(
    '5e1d00a1c0ffee08',
    'Valparaíso',
    'Valparaíso, Chile',
    'Chile',
    'CL',
    [-71.7089, -33.2097, -71.5025, -33.0129],
  ),
]
const WITHHELD_IN: readonly (readonly string[])[] = [['DE'], ['FR', 'DE'], ['IN'], ['TR']]
const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function place(
  id: string,
  name: string,
  fullName: string,
  country: string,
  countryCode: string,
  bbox: SandboxPlace['bbox'],
): SandboxPlace {
  return { id, name, fullName, country, countryCode, bbox }
}

function code(length: number, random: Random): string {
  let text = ''
  for (let i = 0; i < length; i++) text += BASE62[random.below(BASE62.length)]
  return text
}

/** 23 characters, like every address in a post. */
function shortUrl(random: Random): string {
  return `https://t.co/${code(10, random)}`
}

/** A link to an invented page; `wanted` are words, or a whole address, that must be in its address. */
export function createLink(wanted: readonly string[], random: Random): Link {
  const site = random.pick(SITES)
  const title = random.pick(site.titles)
  const slug = [...wanted, title].map(slugOf).join('/')
  const whole = wanted.find((text) => /^https?:\/\//i.test(text))
  const address =
    whole ??
    `https://${site.domain}/${random.between(2024, 2026)}/${slug}-${random.between(100, 999)}`
  const bare = address.replace(/^https?:\/\/(www\.)?/i, '')
  return {
    url: shortUrl(random),
    expandedUrl: address,
    displayUrl: bare.length > 27 ? `${bare.slice(0, 26)}…` : bare,
    page: { title, description: random.pick(SITE_DESCRIPTIONS) },
    mediaKey: null,
  }
}

/** Keeps what stands between separators, so that the words stay tokens of the address. */
function slugOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[’'?#",]/g, '')
    .replaceAll(/\s+/g, '-')
}

export function createQuoteLink(quoted: PostContent, random: Random): Link {
  const path = `x.com/${quoted.author.username}/status/${quoted.id}`
  return {
    url: shortUrl(random),
    expandedUrl: `https://${path}`,
    displayUrl: `${path.slice(0, 26)}…`,
    page: null,
    mediaKey: null,
  }
}

/** The link that stands in the text for an attached picture or video. */
export function createMediaLink(
  media: SandboxMedia,
  handle: string,
  postId: string,
  random: Random,
): Link {
  const part = media.type === 'photo' ? 'photo' : 'video'
  return {
    url: shortUrl(random),
    expandedUrl: `https://x.com/${handle}/status/${postId}/${part}/1`,
    displayUrl: `pic.x.com/${code(10, random)}`,
    page: null,
    mediaKey: media.key,
  }
}

const MEDIA_PREFIX = { photo: '3', video: '7', animated_gif: '16' } as const

export function createMedia(
  type: SandboxMedia['type'],
  nowMs: number,
  random: Random,
): SandboxMedia {
  const id = pastSnowflake(nowMs - random.below(60_000), random.below(2 ** 21))
  const name = code(15, random)
  return {
    key: `${MEDIA_PREFIX[type]}_${id}`,
    type,
    url:
      type === 'photo'
        ? `https://pbs.twimg.com/media/${name}.jpg`
        : `https://pbs.twimg.com/ext_tw_video_thumb/${id}/pu/img/${name}.jpg`,
    altText: random.chance(0.4) ? random.pick(ALT_TEXTS) : null,
    width: random.pick([1080, 1200, 1600, 2048]),
    height: random.pick([720, 900, 1080, 1350]),
    durationMs: type === 'video' ? random.between(4000, 140_000) : null,
  }
}

export function createPoll(options: readonly string[], nowMs: number, random: Random): SandboxPoll {
  return {
    id: pastSnowflake(nowMs, random.below(2 ** 21)),
    options: options.map((label) => ({ label, votes: 0 })),
    durationMinutes: random.pick([60, 1440, 4320]),
  }
}

/** A place in this country, or with this name, or any; null when the sandbox knows none such. */
export function pickPlace(
  country: string | undefined,
  name: string | undefined,
  random: Random,
): SandboxPlace | null {
  const fitting = PLACES.filter(
    (each) =>
      (country === undefined || each.countryCode === country.toUpperCase()) &&
      (name === undefined || each.fullName.toLowerCase().includes(name.toLowerCase())),
  )
  return fitting.length > 0 ? random.pick(fitting) : null
}

export function pickWithholding(random: Random): readonly string[] {
  return random.pick(WITHHELD_IN)
}

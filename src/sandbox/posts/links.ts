/**
 * Links in posts. Pages are under `.example`, which nobody can own; short addresses are of X's form
 * and lead nowhere.
 */
import type { Random } from '../random.ts'
import type { PostContent, SandboxMedia } from './post-content.ts'
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

/** 23 characters, like every address in a post. */
function shortUrl(random: Random): string {
  return `https://t.co/${random.code(10)}`
}

/**
 * A link to an invented page; `wanted` are words, or a whole address, that must be in its address.
 */
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
    displayUrl: `pic.x.com/${random.code(10)}`,
    page: null,
    mediaKey: media.key,
  }
}

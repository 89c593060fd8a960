/**
 * The operators of X's rule grammar as data: names, aliases, what kind of argument each takes, where it works.
 * From X's own pages (filtered stream operators and build-a-rule of 2026-08, longer texts of 2024-12, PowerTrack).
 * The parser, the checks, the matcher and the page's completion all read this one table.
 */

export type ArgumentKind =
  | 'none'
  | 'text'
  | 'user'
  | 'postId'
  | 'flag'
  | 'language'
  | 'country'
  | 'context'
  | 'pointRadius'
  | 'boundingBox'
  | 'percent'
  | 'count'
  | 'countRange'
  | 'ratio'

export interface Operator {
  /** Canonical: as `RuleTerm.operator` names it. */
  readonly name: string
  /** Only for `is` and `has`, where each value is an operator of its own. */
  readonly flag: string | null
  /** Other spellings X takes: of the name, or of the flag. */
  readonly aliases: readonly string[]
  readonly argument: ArgumentKind
  /** May it be the only thing a rule asks for, or must something that stands alone be with it? */
  readonly standsAlone: boolean
  /** False: X's search has it, its streams do not. */
  readonly inStreams: boolean
  /** False: X's streams have it, its search does not. */
  readonly inSearch: boolean
  readonly negation: 'allowed' | 'forbidden' | 'required'
  readonly example: string
  readonly summary: string
}

type Row = readonly [name: string, argument: ArgumentKind, example: string, summary: string]
type Difference = Partial<Omit<Operator, 'name' | 'argument' | 'example' | 'summary'>>

function row([name, argument, example, summary]: Row, difference: Difference = {}): Operator {
  return {
    name,
    argument,
    example,
    summary,
    flag: null,
    aliases: [],
    standsAlone: true,
    inStreams: true,
    inSearch: true,
    negation: 'allowed',
    ...difference,
  }
}

function flag(
  name: 'is' | 'has',
  value: string,
  summary: string,
  difference: Difference = {},
): Operator {
  const example = `${difference.negation === 'required' ? '-' : ''}${name}:${value}`
  return row([name, 'flag', example, summary], { flag: value, standsAlone: false, ...difference })
}

const searchOnly = { inStreams: false } as const
const streamOnly = { inSearch: false } as const
const needsCompany = { standsAlone: false } as const

export const OPERATORS: readonly Operator[] = [
  row(['keyword', 'none', 'pepsi', 'a word of the text or of a link']),
  row(['keyword', 'none', '😬', 'an emoji of the text']),
  row(['phrase', 'none', '"coca cola"', 'these words in this order']),
  row(['proximity', 'none', '"social media"~5', 'these words close to each other'], streamOnly),
  row(['hashtag', 'none', '#thankunext', 'exactly this hashtag']),
  row(['mention', 'none', '@XDevelopers', 'this account is mentioned']),
  row(['cashtag', 'none', '$TWTR', 'exactly this cashtag']),
  row(['from', 'user', 'from:XDevelopers', 'written by this account']),
  row(['to', 'user', 'to:XDevelopers', 'in reply to this account']),
  row(['retweets_of', 'user', 'retweets_of:XDevelopers', 'reposts of this account'], {
    aliases: ['retweets_of_user'],
  }),
  row(
    ['from_affiliate_of', 'user', 'from_affiliate_of:XDevelopers', 'by affiliates of it'],
    streamOnly,
  ),
  row(
    ['to_affiliate_of', 'user', 'to_affiliate_of:XDevelopers', 'in reply to affiliates of it'],
    streamOnly,
  ),
  row(['url', 'text', 'url:"https://developer.x.com"', 'links with these words in the address']),
  row(['url_title', 'text', 'url_title:snow', 'links to pages with this title'], {
    inSearch: false,
    aliases: ['within_url_title'],
  }),
  row(['url_description', 'text', 'url_description:weather', 'links to pages so described'], {
    inSearch: false,
    aliases: ['within_url_description'],
  }),
  row(
    ['url_contains', 'text', 'url_contains:photos', 'links that contain exactly this'],
    streamOnly,
  ),
  row(['context', 'context', 'context:10.799022225751871488', 'a topic X has recognised']),
  row(['entity', 'text', 'entity:"Michael Jordan"', 'a person, place or thing X has recognised']),
  row(['conversation_id', 'postId', 'conversation_id:1334987486343299072', 'of one thread']),
  row(['list', 'postId', 'list:123', 'by members of a list'], searchOnly),
  row(['bio', 'text', 'bio:"data engineer"', 'a word of the author’s description'], {
    inSearch: false,
    aliases: ['user_bio'],
  }),
  row(['bio_name', 'text', 'bio_name:phd', 'a word of the author’s name'], streamOnly),
  row(['bio_location', 'text', 'bio_location:nyc', 'a word of where the author says to be'], {
    inSearch: false,
    aliases: ['user_bio_location'],
  }),
  row(['place', 'text', 'place:"new york city"', 'posts tagged with this place']),
  row(['place_country', 'country', 'place_country:US', 'posts tagged with a place there']),
  row(['point_radius', 'pointRadius', 'point_radius:[2.355128 48.861118 16km]', 'near a point']),
  row(
    ['bounding_box', 'boundingBox', 'bounding_box:[-105.30 39.96 -105.18 40.09]', 'within a box'],
    { aliases: ['geo_bounding_box'] },
  ),
  flag('is', 'retweet', 'reposts'),
  flag('is', 'reply', 'replies'),
  flag('is', 'quote', 'quotes'),
  flag('is', 'verified', 'by verified authors'),
  flag('is', 'nullcast', 'posts made for advertising only', { negation: 'required' }),
  flag('has', 'hashtags', 'with a hashtag'),
  flag('has', 'cashtags', 'with a cashtag', { aliases: ['symbols'] }),
  flag('has', 'links', 'with a link'),
  flag('has', 'mentions', 'that mention somebody'),
  flag('has', 'media', 'with a picture or a video', { aliases: ['media_link'] }),
  flag('has', 'images', 'with a picture'),
  flag('has', 'video_link', 'with a video', { aliases: ['videos'] }),
  flag('has', 'geo', 'tagged with a place'),
  row(['lang', 'language', 'lang:en', 'in this language'], needsCompany),
  row(['sample', 'percent', 'sample:15', 'this percentage of what matches'], {
    inSearch: false,
    standsAlone: false,
    negation: 'forbidden',
  }),
  row(['followers_count', 'countRange', 'followers_count:1000..10000', 'followers'], {
    ...needsCompany,
    ...streamOnly,
  }),
  row(['min_followers', 'count', 'min_followers:1000', 'at least so many followers'], {
    ...needsCompany,
    ...streamOnly,
  }),
  row(['tweets_count', 'countRange', 'tweets_count:1000..10000', 'posts so far'], {
    inSearch: false,
    standsAlone: false,
    aliases: ['statuses_count'],
  }),
  row(['following_count', 'countRange', 'following_count:1000..10000', 'accounts followed'], {
    inSearch: false,
    standsAlone: false,
    aliases: ['friends_count'],
  }),
  row(['listed_count', 'countRange', 'listed_count:10..100', 'lists the author is on'], {
    inSearch: false,
    standsAlone: false,
    aliases: ['user_in_lists_count'],
  }),
  row(['in_reply_to_tweet_id', 'postId', 'in_reply_to_tweet_id:15393', 'replies to this post'], {
    aliases: ['in_reply_to_status_id'],
  }),
  row(['retweets_of_tweet_id', 'postId', 'retweets_of_tweet_id:15393', 'reposts of this post'], {
    aliases: ['retweets_of_status_id'],
  }),
  row(['quotes_of_tweet_id', 'postId', 'quotes_of_tweet_id:15393', 'quotes of it'], searchOnly),
  row(['source', 'text', 'source:"X for iPhone"', 'sent with this application'], {
    ...needsCompany,
    ...streamOnly,
  }),
  row(['min_likes', 'count', 'min_likes:100', 'at least so many likes'], searchOnly),
  row(['min_replies', 'count', 'min_replies:10', 'at least so many replies'], searchOnly),
  row(['min_reposts', 'count', 'min_reposts:50', 'at least so many reposts'], searchOnly),
  row(['embedding', 'text', 'embedding:"climate change policy"', 'posts of this meaning'], {
    inSearch: false,
    negation: 'forbidden',
  }),
  row(['embedding_threshold', 'ratio', 'embedding_threshold:0.45', 'how close the meaning'], {
    inSearch: false,
    standsAlone: false,
  }),
]

/** `from`, `FROM` and `retweets_of_user` alike; null when there is no operator of that name. */
export function canonicalName(name: string): string | null {
  return NAMES.get(name.toLowerCase()) ?? null
}

/** Canonical value of a flag operator: `videos` → `video_link`; others, and unknown flags, come back as given. */
export function canonicalValue(name: string, value: string): string {
  if (name !== 'is' && name !== 'has') return value
  const folded = value.toLowerCase()
  return FLAG_ALIASES.get(`${name}:${folded}`) ?? folded
}

/** The table's row for a canonical operator and, for `is` and `has`, its canonical flag; null when there is none. */
export function findOperator(name: string, value: string): Operator | null {
  return ROWS.get(name === 'is' || name === 'has' ? `${name}:${value}` : name) ?? null
}

/** Whether the argument is written in brackets: `point_radius:[…]`. */
export function takesBrackets(name: string): boolean {
  const kind = findOperator(canonicalName(name) ?? '', '')?.argument
  return kind === 'pointRadius' || kind === 'boundingBox'
}

/** Flags of `is` or `has`, for suggestions. */
export function listFlags(name: string): string[] {
  return OPERATORS.flatMap((each) => (each.name === name && each.flag !== null ? [each.flag] : []))
}

/** Canonical names written with a colon. */
export const COLON_OPERATORS: readonly string[] = [
  ...new Set(OPERATORS.filter((each) => each.argument !== 'none').map((each) => each.name)),
]

const ROWS = new Map(
  OPERATORS.map((each) => [each.flag === null ? each.name : `${each.name}:${each.flag}`, each]),
)
const NAMES = new Map(
  OPERATORS.filter((each) => each.argument !== 'none').flatMap((each) =>
    [each.name, ...(each.flag === null ? each.aliases : [])].map((alias) => [alias, each.name]),
  ),
)
const FLAG_ALIASES = new Map(
  OPERATORS.flatMap((each) =>
    each.flag === null
      ? []
      : each.aliases.map((alias) => [`${each.name}:${alias}`, each.flag!] as const),
  ),
)

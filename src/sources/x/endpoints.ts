/** The streams of the X API v2: where each is, and what is asked of it. One table; the rest reads it. */
import type { FieldFamily, FieldSettings, XStreamKind } from '../../domain/stream.ts'
import { ConfigError } from '../../lib/errors.ts'

export interface XEndpoint {
  readonly path: string
  /** Its name under `/2/connections/…`. */
  readonly connectionsId: string
  /** Delivers what the app's rules match. */
  readonly hasRules: boolean
  /** How many partitions; null when it has none. Where there are, one has to be named. */
  readonly partitions: number | null
}

/** Paths, names and partitions of the OpenAPI document 2.167. */
export const X_ENDPOINTS: Readonly<Record<XStreamKind, XEndpoint>> = {
  filtered: {
    path: '/2/tweets/search/stream',
    connectionsId: 'filtered_stream',
    hasRules: true,
    partitions: null,
  },
  sample: {
    path: '/2/tweets/sample/stream',
    connectionsId: 'sample_stream',
    hasRules: false,
    partitions: null,
  },
  sample10: {
    path: '/2/tweets/sample10/stream',
    connectionsId: 'sample10_stream',
    hasRules: false,
    partitions: 2,
  },
  firehose: {
    path: '/2/tweets/firehose/stream',
    connectionsId: 'firehose_stream',
    hasRules: false,
    partitions: 20,
  },
  'firehose-en': languageFirehose('en', 8),
  'firehose-ja': languageFirehose('ja', 2),
  'firehose-ko': languageFirehose('ko', 2),
  'firehose-pt': languageFirehose('pt', 2),
}

function languageFirehose(lang: string, partitions: number): XEndpoint {
  return {
    path: `/2/tweets/firehose/stream/lang/${lang}`,
    connectionsId: `firehose_stream_lang_${lang}`,
    hasRules: false,
    partitions,
  }
}

/**
 * What decoding needs, and what is worth having in the raw line. In the tweet vocabulary: stream endpoints know no
 * other, and X answers in the vocabulary it is asked in (both are read).
 */
const FIELDS = {
  'tweet.fields':
    'attachments,author_id,conversation_id,created_at,edit_controls,edit_history_tweet_ids,entities,geo,id,' +
    'in_reply_to_user_id,lang,note_tweet,possibly_sensitive,public_metrics,referenced_tweets,reply_settings,text,withheld',
  'user.fields':
    'created_at,id,location,name,protected,public_metrics,username,verified,verified_type',
  'media.fields': 'alt_text,duration_ms,height,media_key,preview_image_url,type,url,width',
  'poll.fields': 'duration_minutes,end_datetime,id,options,voting_status',
  'place.fields': 'country,country_code,full_name,id,name,place_type',
} as const

/** Which objects each family of fields describes: without such an expansion it is not asked for. */
const FIELDS_OF_EXPANSION: Readonly<Record<Exclude<keyof typeof FIELDS, 'tweet.fields'>, RegExp>> =
  {
    'user.fields': /author_id$|user_id$|username$/,
    'media.fields': /media/,
    'poll.fields': /poll_ids$/,
    'place.fields': /place_id$/,
  }

/** Enough for author, full text of reposts, and media. Expanded objects may be billed, so no more than that. */
const DEFAULT_X_EXPANSIONS = [
  'author_id',
  'referenced_tweets.id',
  'referenced_tweets.id.author_id',
  'attachments.media_keys',
  'referenced_tweets.id.attachments.media_keys',
  'attachments.poll_ids',
] as const

export interface XStreamRequest {
  /** Filtered when left out. */
  readonly kind?: XStreamKind
  /** From 1 on, where the stream has partitions. */
  readonly partition?: number | null
  /** 0 to 5, for accounts that have it. */
  readonly backfillMinutes?: number | null
  /** null = the default set; empty = none. */
  readonly expansions: readonly string[] | null
  /** Fields wanted besides those that decoding needs; null, or left out: the default set. */
  readonly fields?: FieldSettings | null
}

/** Throws ConfigError for a partition or backfill that the stream cannot have. */
export function xStreamQuery(request: XStreamRequest): Record<string, string> {
  const { kind = 'filtered', partition = null, backfillMinutes = null } = request
  const { partitions } = X_ENDPOINTS[kind]
  checkWhole('partition', partition, partitions === null ? null : [1, partitions])
  if (backfillMinutes !== null) checkWhole('backfillMinutes', backfillMinutes, [0, 5])
  const expansions = request.expansions ?? DEFAULT_X_EXPANSIONS
  const query: Record<string, string> = { 'tweet.fields': fieldsOf('tweet', request.fields) }
  if (expansions.length > 0) query.expansions = expansions.join(',')
  for (const [name, pattern] of Object.entries(FIELDS_OF_EXPANSION)) {
    if (expansions.some((expansion) => pattern.test(expansion))) {
      query[name] = fieldsOf(name.replace('.fields', '') as FieldFamily, request.fields)
    }
  }
  if (partition !== null) query.partition = String(partition)
  if (backfillMinutes) query.backfill_minutes = String(backfillMinutes)
  return query
}

/** The default set and, after it, what is wanted besides; each once. */
function fieldsOf(family: FieldFamily, wanted: FieldSettings | null | undefined): string {
  return [...new Set([...FIELDS[`${family}.fields`].split(','), ...(wanted?.[family] ?? [])])].join(
    ',',
  )
}

/** `range` null: there must be no value. */
function checkWhole(
  name: string,
  value: number | null,
  range: readonly [number, number] | null,
): void {
  if (range === null) {
    if (value !== null) throw new ConfigError(`This X stream has no ${name}.`)
    return
  }
  if (value === null || !Number.isInteger(value) || value < range[0] || value > range[1]) {
    throw new ConfigError(`${name} of this X stream must be from ${range[0]} to ${range[1]}.`)
  }
}

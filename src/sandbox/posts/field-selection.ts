/**
 * Which fields and expansions a client asked for. X answers in the vocabulary of the parameter it
 * was sent: `tweet.fields` gives note_tweet, retweet_count and includes.tweets, `post.fields` gives
 * note_post, repost_count and includes.posts. Inside the sandbox everything carries its tweet name.
 */
import { readList } from '../http/query.ts'
import type { RequestFault } from '../http/problems.ts'

export type Vocabulary = 'tweet' | 'post'

export interface FieldSelection {
  readonly vocabulary: Vocabulary
  readonly postFields: ReadonlySet<string>
  readonly userFields: ReadonlySet<string>
  readonly mediaFields: ReadonlySet<string>
  readonly pollFields: ReadonlySet<string>
  readonly placeFields: ReadonlySet<string>
  readonly expansions: ReadonlySet<string>
  /** Equal for selections that give equal lines. */
  readonly key: string
}

/** X's lists, OpenAPI 2.166 (tweet vocabulary) and 2.167 (post vocabulary). */
const TWEET_FIELDS = words(`article attachments author_id card_uri community_id context_annotations
  conversation_id created_at display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id
  lang matched_media_notes media_metadata non_public_metrics note_request_suggestions note_tweet organic_metrics
  paid_partnership possibly_sensitive promoted_metrics public_metrics referenced_tweets reply_settings scopes source
  suggested_source_links suggested_source_links_with_counts text withheld`)

const TWEET_EXPANSIONS = words(`article.cover_media article.media_entities attachments.media_keys
  attachments.media_source_tweet attachments.poll_ids author_id edit_history_tweet_ids entities.mentions.username
  geo.place_id in_reply_to_user_id entities.note.mentions.username referenced_tweets.id
  referenced_tweets.id.attachments.media_keys referenced_tweets.id.author_id`)

const USER_FIELDS =
  words(`affiliation confirmed_email connection_status created_at description entities id
  is_identity_verified location most_recent_tweet_id name parody pinned_tweet_id profile_banner_url profile_image_url
  protected public_metrics receives_your_dm subscription subscription_type url username verified
  verified_followers_count verified_type withheld`)

const MEDIA_FIELDS = words(`alt_text duration_ms height media_key non_public_metrics organic_metrics
  preview_image_url promoted_metrics public_metrics type url variants width`)

const POLL_FIELDS = words('duration_minutes end_datetime id options voting_status')

const PLACE_FIELDS = words('contained_within country country_code full_name geo id name place_type')

/** Post-vocabulary name → tweet-vocabulary name, where they differ. */
const TWEET_NAME_OF: Readonly<Record<string, string>> = {
  note_post: 'note_tweet',
  edit_history_post_ids: 'edit_history_tweet_ids',
  referenced_posts: 'referenced_tweets',
  pinned_post_id: 'pinned_tweet_id',
  most_recent_post_id: 'most_recent_tweet_id',
}

const TWEET_EXPANSION_OF: Readonly<Record<string, string>> = {
  edit_history_post_ids: 'edit_history_tweet_ids',
  referenced_posts: 'referenced_tweets.id',
  'referenced_posts.id': 'referenced_tweets.id',
  'referenced_posts.id.author_id': 'referenced_tweets.id.author_id',
  'referenced_posts.id.attachments.media_keys': 'referenced_tweets.id.attachments.media_keys',
  'attachments.media_source_post': 'attachments.media_source_tweet',
}

/** An expansion brings the field it follows, asked for or not. */
const FIELD_OF_EXPANSION: Readonly<Record<string, string>> = {
  'attachments.media_keys': 'attachments',
  'attachments.poll_ids': 'attachments',
  author_id: 'author_id',
  edit_history_tweet_ids: 'edit_history_tweet_ids',
  'entities.mentions.username': 'entities',
  'geo.place_id': 'geo',
  in_reply_to_user_id: 'in_reply_to_user_id',
  'referenced_tweets.id': 'referenced_tweets',
  'referenced_tweets.id.author_id': 'referenced_tweets',
  'referenced_tweets.id.attachments.media_keys': 'referenced_tweets',
}

/** Every parameter `decodeFieldSelection` reads. */
export const FIELD_PARAMETERS = [
  'tweet.fields',
  'post.fields',
  'expansions',
  'user.fields',
  'media.fields',
  'poll.fields',
  'place.fields',
] as const

/** Reads the field parameters; what X would refuse is added to `faults`. */
export function decodeFieldSelection(
  params: URLSearchParams,
  faults: RequestFault[],
): FieldSelection {
  const vocabulary: Vocabulary = params.has('post.fields') ? 'post' : 'tweet'
  if (params.has('post.fields') && params.has('tweet.fields')) {
    faults.push({
      parameters: { 'post.fields': params.getAll('post.fields') },
      message: 'Only one of the query parameters [post.fields,tweet.fields] can be given',
    })
  }
  const post = vocabulary === 'post'
  const fields = post
    ? readList(params, 'post.fields', knownPostNames(TWEET_FIELDS, TWEET_NAME_OF), faults)
    : readList(params, 'tweet.fields', TWEET_FIELDS, faults)
  const expansionNames = post
    ? [...TWEET_EXPANSIONS, ...Object.keys(TWEET_EXPANSION_OF)]
    : TWEET_EXPANSIONS
  const expansions = inTweetWords(
    readList(params, 'expansions', expansionNames, faults),
    TWEET_EXPANSION_OF,
  )
  const userNames = post ? knownPostNames(USER_FIELDS, TWEET_NAME_OF) : USER_FIELDS
  const list = (name: string, known: readonly string[]) => readList(params, name, known, faults)
  return freeze(vocabulary, expansions, {
    post: [
      'id',
      'text',
      'edit_history_tweet_ids',
      ...inTweetWords(fields, TWEET_NAME_OF),
      ...expansions.flatMap((name) => FIELD_OF_EXPANSION[name] ?? []),
    ],
    user: [
      'id',
      'name',
      'username',
      ...inTweetWords(list('user.fields', userNames), TWEET_NAME_OF),
    ],
    media: ['media_key', 'type', ...(list('media.fields', MEDIA_FIELDS) ?? [])],
    poll: ['id', 'options', ...(list('poll.fields', POLL_FIELDS) ?? [])],
    place: ['id', 'full_name', ...(list('place.fields', PLACE_FIELDS) ?? [])],
  })
}

function freeze(
  vocabulary: Vocabulary,
  expansions: readonly string[],
  fields: Readonly<Record<'post' | 'user' | 'media' | 'poll' | 'place', readonly string[]>>,
): FieldSelection {
  const selection = {
    vocabulary,
    postFields: sortedSet(fields.post),
    userFields: sortedSet(fields.user),
    mediaFields: sortedSet(fields.media),
    pollFields: sortedSet(fields.poll),
    placeFields: sortedSet(fields.place),
    expansions: sortedSet(expansions),
  }
  const key = Object.values(selection)
    .map((value) => (typeof value === 'string' ? value : [...value].join(',')))
    .join(';')
  return { ...selection, key }
}

function sortedSet(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.toSorted())
}

function inTweetWords(
  names: readonly string[] | null,
  tweetNameOf: Readonly<Record<string, string>>,
): string[] {
  return (names ?? []).map((name) => tweetNameOf[name] ?? name)
}

/** In the post vocabulary the renamed names replace the old ones. */
function knownPostNames(
  tweetNames: readonly string[],
  renamed: Readonly<Record<string, string>>,
): string[] {
  const postNameOf = new Map(Object.entries(renamed).map(([post, tweet]) => [tweet, post]))
  return [...tweetNames.map((name) => postNameOf.get(name) ?? name), 'article_title'].toSorted()
}

function words(text: string): readonly string[] {
  return text.split(/\s+/)
}

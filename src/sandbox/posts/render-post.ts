/**
 * From a post to the JSON that X would send for it: only the fields and expansions that were asked for, in the vocabulary that was
 * asked in, null values left out.
 */
import type { FieldSelection, Vocabulary } from './field-selection.ts'
import {
  ID_MARK,
  mentionedUsers,
  repostOf,
  TIME_MARK,
  timeMark,
  type PostContent,
  type PostReference,
  type SandboxMedia,
  type SandboxPlace,
  type SandboxPoll,
} from './post-content.ts'
import { renderUser } from './render-user.ts'
import {
  cutSegments,
  renderText,
  weightedLength,
  type RenderedText,
  type Segment,
} from './rich-text.ts'

const MAX_TEXT_WEIGHT = 280
/** Reposts are cut shorter, their `RT @user: ` included. */
const MAX_REPOST_WEIGHT = 140
const EDITABLE_FOR_MINUTES = 30

type Json = Record<string, unknown>

export interface Payload {
  readonly data: Json
  readonly includes?: Json
  readonly errors?: readonly Json[]
}

const NAMES: Readonly<
  Record<
    Vocabulary,
    Readonly<Record<'note' | 'history' | 'references' | 'reposts' | 'posts', string>>
  >
> = {
  tweet: {
    note: 'note_tweet',
    history: 'edit_history_tweet_ids',
    references: 'referenced_tweets',
    reposts: 'retweet_count',
    posts: 'tweets',
  },
  post: {
    note: 'note_post',
    history: 'edit_history_post_ids',
    references: 'referenced_posts',
    reposts: 'repost_count',
    posts: 'posts',
  },
}

export function renderPost(content: PostContent, selection: FieldSelection): Payload {
  const { includes, errors } = expand(content, selection)
  return {
    data: renderData(content, selection),
    ...(Object.keys(includes).length > 0 && { includes }),
    ...(errors.length > 0 && { errors }),
  }
}

function renderData(content: PostContent, selection: FieldSelection): Json {
  const names = NAMES[selection.vocabulary]
  const { short, note } = textsOf(content)
  const all: readonly (readonly [field: string, name: string, value: unknown])[] = [
    ['id', 'id', content.id],
    ['text', 'text', short.text],
    ['edit_history_tweet_ids', names.history, [...content.earlierVersions, content.id]],
    ['author_id', 'author_id', content.author.id],
    ['created_at', 'created_at', content.createdAt],
    ['lang', 'lang', content.lang],
    ['conversation_id', 'conversation_id', content.conversationId ?? content.id],
    ['in_reply_to_user_id', 'in_reply_to_user_id', content.inReplyTo?.id],
    ['referenced_tweets', names.references, referencesOf(content)],
    ['entities', 'entities', short.entities],
    [
      'note_tweet',
      names.note,
      note && { text: note.text, ...(note.entities && { entities: note.entities }) },
    ],
    ['attachments', 'attachments', attachmentsOf(content)],
    ['geo', 'geo', content.place && { place_id: content.place.id }],
    ['public_metrics', 'public_metrics', metricsOf(content, names.reposts)],
    ['withheld', 'withheld', withheldOf(content, selection.vocabulary)],
    ['possibly_sensitive', 'possibly_sensitive', false],
    ['reply_settings', 'reply_settings', 'everyone'],
    ['edit_controls', 'edit_controls', editControlsOf(content)],
  ]
  const data: Json = {}
  for (const [field, name, value] of all) {
    if (selection.postFields.has(field) && value !== null && value !== undefined) data[name] = value
  }
  return data
}

function textsOf(content: PostContent): { short: RenderedText; note: RenderedText | null } {
  const original = repostOf(content)?.post
  if (original) {
    const prefix: Segment[] = [
      { kind: 'text', text: 'RT ' },
      { kind: 'mention', user: original.author },
      { kind: 'text', text: ': ' },
    ]
    return {
      short: renderText(cutSegments([...prefix, ...original.segments], MAX_REPOST_WEIGHT)),
      note: null,
    }
  }
  if (weightedLength(content.segments) <= MAX_TEXT_WEIGHT) {
    return { short: renderText(content.segments), note: null }
  }
  return {
    short: renderText(cutSegments(content.segments, MAX_TEXT_WEIGHT)),
    note: renderText(content.segments),
  }
}

function referencesOf(content: PostContent): Json[] | null {
  if (content.references.length === 0) return null
  return content.references.map(({ type, id }) => ({ type, id }))
}

function attachmentsOf(content: PostContent): Json | null {
  const { media, poll } = content
  if (media.length === 0 && !poll) return null
  return {
    ...(media.length > 0 && { media_keys: media.map((medium) => medium.key) }),
    ...(poll && { poll_ids: [poll.id] }),
  }
}

function metricsOf({ metrics }: PostContent, repostsName: string): Json {
  return {
    [repostsName]: metrics.reposts,
    reply_count: metrics.replies,
    like_count: metrics.likes,
    quote_count: metrics.quotes,
    bookmark_count: metrics.bookmarks,
    impression_count: metrics.impressions,
  }
}

function withheldOf({ withheldIn }: PostContent, vocabulary: Vocabulary): Json | null {
  if (withheldIn.length === 0) return null
  return { copyright: false, country_codes: withheldIn, scope: vocabulary }
}

function editControlsOf(content: PostContent): Json | null {
  if (content.id !== ID_MARK) return null
  return {
    edits_remaining: 5 - content.earlierVersions.length,
    is_edit_eligible: content.references.length === 0 && content.poll === null,
    editable_until: timeMark(EDITABLE_FOR_MINUTES),
  }
}

/** What `expansions` brings along, each thing once, and a partial error for what is gone. */
function expand(
  content: PostContent,
  selection: FieldSelection,
): { includes: Json; errors: Json[] } {
  const asked = selection.expansions
  const included = asked.has('referenced_tweets.id') || asked.has('referenced_tweets.id.author_id')
  const found = included ? content.references.filter(({ post }) => post !== null) : []
  const originals = found.map((reference) => reference.post!)
  // A version of the post itself appears among the posts when its history is expanded.
  const posts = [...originals, ...(asked.has('edit_history_tweet_ids') ? [content] : [])]
  const users = new Map(
    [
      ...(asked.has('author_id') ? [content.author] : []),
      ...(asked.has('in_reply_to_user_id') && content.inReplyTo ? [content.inReplyTo] : []),
      ...(asked.has('referenced_tweets.id.author_id') ? originals.map(({ author }) => author) : []),
      ...(asked.has('entities.mentions.username') ? mentionedInText(content) : []),
    ].map((user) => [user.id, user]),
  )
  const media = [
    ...(asked.has('attachments.media_keys') ? content.media : []),
    ...(asked.has('referenced_tweets.id.attachments.media_keys')
      ? originals.flatMap((post) => post.media)
      : []),
  ]
  const includes: Json = {}
  const put = (name: string, items: readonly Json[]): void => {
    if (items.length > 0) includes[name] = items
  }
  put(
    'users',
    [...users.values()].map((user) => renderUser(user, selection)),
  )
  put(
    NAMES[selection.vocabulary].posts,
    posts.map((post) => renderData(post, selection)),
  )
  put(
    'media',
    media.map((medium) => only(mediaJson(medium), selection.mediaFields)),
  )
  if (asked.has('attachments.poll_ids') && content.poll) {
    put('polls', [only(pollJson(content.poll, content.createdAt), selection.pollFields)])
  }
  if (asked.has('geo.place_id') && content.place) {
    put('places', [only(placeJson(content.place), selection.placeFields)])
  }
  const missing = included ? content.references.filter(({ post }) => post === null) : []
  return {
    includes,
    errors: missing.map((reference) => missingError(reference, selection.vocabulary)),
  }
}

function mentionedInText(content: PostContent) {
  const original = repostOf(content)?.post
  return original ? [original.author, ...mentionedUsers(original)] : mentionedUsers(content)
}

function missingError(reference: PostReference, vocabulary: Vocabulary): Json {
  const parameter = `${NAMES[vocabulary].references}.id`
  return {
    value: reference.id,
    detail: `Could not find ${vocabulary} with ${parameter}: [${reference.id}].`,
    title: 'Not Found Error',
    resource_type: vocabulary,
    parameter,
    resource_id: reference.id,
    type: 'https://api.x.com/2/problems/resource-not-found',
  }
}

function only(all: Json, fields: ReadonlySet<string>): Json {
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => fields.has(name) && value !== null),
  )
}

function mediaJson(medium: SandboxMedia): Json {
  const moving = medium.type !== 'photo'
  return {
    media_key: medium.key,
    type: medium.type,
    [moving ? 'preview_image_url' : 'url']: medium.url,
    alt_text: medium.altText,
    width: medium.width,
    height: medium.height,
    duration_ms: medium.durationMs,
    public_metrics: medium.type === 'video' ? { view_count: 0 } : null,
    variants: moving
      ? [{ bit_rate: 0, content_type: 'video/mp4', url: medium.url.replace(/\.jpg$/, '.mp4') }]
      : null,
  }
}

function pollJson(poll: SandboxPoll, createdAt: string): Json {
  return {
    id: poll.id,
    options: poll.options.map((option, index) => ({ position: index + 1, ...option })),
    duration_minutes: poll.durationMinutes,
    end_datetime:
      createdAt === TIME_MARK
        ? timeMark(poll.durationMinutes)
        : new Date(Date.parse(createdAt) + poll.durationMinutes * 60_000).toISOString(),
    voting_status: 'open',
  }
}

function placeJson(place: SandboxPlace): Json {
  return {
    id: place.id,
    full_name: place.fullName,
    name: place.name,
    country: place.country,
    country_code: place.countryCode,
    place_type: 'city',
    geo: { type: 'Feature', bbox: place.bbox, properties: {} },
  }
}

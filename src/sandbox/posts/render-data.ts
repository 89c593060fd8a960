/** The object of one post, in the vocabulary that was asked in. */
import type { FieldSelection, Vocabulary } from './field-selection.ts'
import { ID_MARK, repostOf, timeMark, type PostContent } from './post-content.ts'
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

/** What the two vocabularies call the same thing. */
export const NAMES: Readonly<
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

/** The post object: fields that were asked for, null values left out. */
export function renderData(content: PostContent, selection: FieldSelection): Json {
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

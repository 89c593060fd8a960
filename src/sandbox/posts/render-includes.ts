/**
 * What `expansions` brings along with a post, each thing once, and a partial error for what is
 * gone.
 */
import type { FieldSelection, Vocabulary } from './field-selection.ts'
import {
  mentionedUsers,
  repostOf,
  TIME_MARK,
  timeMark,
  type PostContent,
  type PostReference,
  type SandboxMedia,
  type SandboxPlace,
  type SandboxPoll,
  type SandboxUser,
} from './post-content.ts'
import { NAMES, renderData } from './render-data.ts'
import { renderUser } from './render-user.ts'

type Json = Record<string, unknown>

export function renderIncludes(content: PostContent, selection: FieldSelection): Json {
  const asked = selection.expansions
  const originals = originalsOf(content, asked)
  // A version of the post itself appears among the posts when its history is expanded.
  const posts = [...originals, ...(asked.has('edit_history_tweet_ids') ? [content] : [])]
  const { poll, place } = content
  const lists: Record<string, Json[]> = {
    users: usersOf(content, originals, asked).map((user) => renderUser(user, selection)),
    [NAMES[selection.vocabulary].posts]: posts.map((post) => renderData(post, selection)),
    media: mediaOf(content, originals, asked).map((medium) =>
      only(mediaJson(medium), selection.mediaFields),
    ),
    polls:
      asked.has('attachments.poll_ids') && poll
        ? [only(pollJson(poll, content.createdAt), selection.pollFields)]
        : [],
    places:
      asked.has('geo.place_id') && place ? [only(placeJson(place), selection.placeFields)] : [],
  }
  return Object.fromEntries(Object.entries(lists).filter(([, items]) => items.length > 0))
}

/** Posts that were asked for and are gone. */
export function renderErrors(content: PostContent, selection: FieldSelection): Json[] {
  if (!includesPosts(selection.expansions)) return []
  return content.references
    .filter(({ post }) => post === null)
    .map((reference) => missingError(reference, selection.vocabulary))
}

function includesPosts(asked: ReadonlySet<string>): boolean {
  return asked.has('referenced_tweets.id') || asked.has('referenced_tweets.id.author_id')
}

function originalsOf(content: PostContent, asked: ReadonlySet<string>): PostContent[] {
  return includesPosts(asked) ? content.references.flatMap(({ post }) => post ?? []) : []
}

function usersOf(
  content: PostContent,
  originals: readonly PostContent[],
  asked: ReadonlySet<string>,
): SandboxUser[] {
  const users = [
    ...(asked.has('author_id') ? [content.author] : []),
    ...(asked.has('in_reply_to_user_id') && content.inReplyTo ? [content.inReplyTo] : []),
    ...(asked.has('referenced_tweets.id.author_id') ? originals.map(({ author }) => author) : []),
    ...(asked.has('entities.mentions.username') ? mentionedInText(content) : []),
  ]
  return [...new Map(users.map((user) => [user.id, user])).values()]
}

function mentionedInText(content: PostContent): SandboxUser[] {
  const original = repostOf(content)?.post
  return original ? [original.author, ...mentionedUsers(original)] : mentionedUsers(content)
}

function mediaOf(
  content: PostContent,
  originals: readonly PostContent[],
  asked: ReadonlySet<string>,
): SandboxMedia[] {
  return [
    ...(asked.has('attachments.media_keys') ? content.media : []),
    ...(asked.has('referenced_tweets.id.attachments.media_keys')
      ? originals.flatMap((post) => post.media)
      : []),
  ]
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

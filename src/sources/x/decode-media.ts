/** Media of a post from X: the keys it names, with what `includes.media` says of them. */
import type { Media } from '../../domain/post.ts'
import { asArray, asCount, asRecord, asString, firstString, type JsonRecord } from '../json.ts'

const NO_MEDIA: readonly Media[] = []

/** First figure of a media key: what it is, even where X left the object out (protected, deleted, not asked for). */
const TYPE_OF_KEY_PREFIX: ReadonlyMap<string, Media['type']> = new Map([
  ['3', 'photo'],
  ['7', 'video'],
  ['13', 'video'],
  ['16', 'animated_gif'],
])

/** In the order of the keys, each once. `posts`: whose attachments count; a repost shows its original's too. */
export function decodeXMedia(
  posts: readonly JsonRecord[],
  includes: JsonRecord | null,
): readonly Media[] {
  let media: Media[] | null = null
  for (const post of posts) {
    for (const key of asArray(asRecord(post.attachments)?.media_keys)) {
      if (typeof key !== 'string' || key === '') continue
      media ??= []
      if (!media.some((known) => known.key === key)) media.push(mediaOf(key, includes))
    }
  }
  return media ?? NO_MEDIA
}

function mediaOf(key: string, includes: JsonRecord | null): Media {
  const included = asArray(includes?.media).find((entry) => asRecord(entry)?.media_key === key)
  const object = asRecord(included)
  return {
    type: typeOf(key, object?.type),
    key,
    url: firstString(object?.url, object?.preview_image_url),
    altText: asString(object?.alt_text),
    width: asCount(object?.width),
    height: asCount(object?.height),
  }
}

function typeOf(key: string, type: unknown): Media['type'] {
  if (type === 'photo' || type === 'video' || type === 'animated_gif') return type
  if (typeof type === 'string') return 'other'
  return TYPE_OF_KEY_PREFIX.get(key.slice(0, key.indexOf('_'))) ?? 'other'
}

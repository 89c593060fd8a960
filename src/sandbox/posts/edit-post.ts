import type { Random } from '../random.ts'
import { ID_MARK, TIME_MARK, type PostContent } from './post-content.ts'
import type { PostHistory } from './post-history.ts'
import type { SentPost } from './produced-post.ts'
import { mergeText } from './write-text.ts'
import { bankOfLang } from './texts/all-texts.ts'

const EDITABLE_FOR_MS = 30 * 60_000
const MAX_EDITS = 5
const LOOK_BACK = 400

/**
 * A new version of a recent post: another id, the ids of the versions before it, a few words more.
 * X lets a post be edited five times in 30 minutes, and only one without poll or reference. Null
 * when the post that was drawn is none such, or was edited already.
 */
export function composeEdit(
  history: PostHistory,
  random: Random,
  nowMs: number,
): PostContent | null {
  const earlier = history.recent(random.below(LOOK_BACK))
  if (earlier === null || !isEditable(earlier, nowMs) || isEdited(earlier, history)) return null
  const { content } = earlier.composed
  const notes = bankOfLang(content.lang)?.editNotes ?? ['✏️']
  return {
    ...content,
    id: ID_MARK,
    createdAt: TIME_MARK,
    earlierVersions: [...content.earlierVersions, earlier.stamp.id],
    conversationId: content.conversationId ?? earlier.stamp.id,
    segments: mergeText([...content.segments, { kind: 'text', text: ` ${random.pick(notes)}` }]),
  }
}

function isEditable({ stamp, composed }: SentPost, nowMs: number): boolean {
  const { content } = composed
  return (
    nowMs - stamp.createdAtMs < EDITABLE_FOR_MS &&
    content.references.length === 0 &&
    content.poll === null &&
    content.earlierVersions.length < MAX_EDITS
  )
}

/** A chain has one newest version: the same post is not corrected twice. */
function isEdited({ stamp: { id } }: SentPost, history: PostHistory): boolean {
  for (let distance = 0; distance < LOOK_BACK; distance++) {
    const later = history.recent(distance)
    if (later === null || later.stamp.id === id) return false
    if (later.composed.content.earlierVersions.includes(id)) return true
  }
  return false
}

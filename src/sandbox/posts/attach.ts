/**
 * What goes with the words of a post: hashtags, names, emoji, links, pictures, a poll; as wished,
 * else as it happens.
 */
import type { Wish } from '../rules/rule-wish.ts'
import { createMedia, createPoll } from './attachments.ts'
import { createLink, createMediaLink } from './links.ts'
import type { PostContent, SandboxMedia, SandboxPoll } from './post-content.ts'
import type { Segment } from './rich-text.ts'
import { writeEmoji, writePollQuestion, type Voice, type Writer } from './write-text.ts'

/** Invented; X's cashtags are one to six letters. */
const TICKERS = ['MGPIE', 'OAKS', 'TRAMX', 'KETL']

export interface Attached {
  /** The words, with what was added to them. */
  readonly segments: Segment[]
  readonly media: readonly SandboxMedia[]
  readonly poll: SandboxPoll | null
}

export function attach(
  post: PostContent,
  voice: Voice,
  wish: Wish,
  writer: Writer,
  nowMs: number,
): Attached {
  const { bank, random, authors } = writer
  const wants = (feature: string, probability: number): boolean =>
    wish.features.has(feature) ||
    (!wish.excludedFeatures.has(feature) && random.chance(probability))
  const poll = choosePoll(voice, wish, writer, nowMs)
  const parts: Segment[] = []
  if (wants('mentions', 0.06)) parts.push({ kind: 'mention', user: authors.pick(bank, random) })
  if (random.chance(0.3)) parts.push(writeEmoji(random))
  if (wish.features.has('cashtags')) parts.push({ kind: 'cashtag', tag: random.pick(TICKERS) })
  if (wants('hashtags', 0.25)) {
    const count = random.chance(0.3) ? 2 : 1
    for (let i = 0; i < count; i++) parts.push({ kind: 'hashtag', tag: random.pick(bank.hashtags) })
  }
  if (wish.addresses.length > 0 || wants('links', voice === 'about' ? 0.22 : 0.05)) {
    parts.push({ kind: 'url', link: createLink(wish.addresses, random) })
  }
  const media = poll ? [] : chooseMedia(wish, writer, nowMs)
  if (media.length > 0) {
    const link = createMediaLink(media[0]!, post.author.username, post.id, random)
    parts.push({ kind: 'url', link })
  }
  const words = poll ? poll.segments : post.segments
  const segments = [
    ...words,
    ...parts.flatMap((part): Segment[] => [{ kind: 'text', text: ' ' }, part]),
  ]
  return { segments, media, poll: poll?.poll ?? null }
}

function choosePoll(
  voice: Voice,
  wish: Wish,
  writer: Writer,
  nowMs: number,
): { segments: Segment[]; poll: SandboxPoll } | null {
  const { bank, random } = writer
  const wantsMedia = ['media', 'images', 'video_link'].some((name) => wish.features.has(name))
  if (voice !== 'about' || wantsMedia || !random.chance(0.03)) return null
  const { question, options } = random.pick(bank.polls)
  return {
    segments: writePollQuestion(wish.words, question, writer),
    poll: createPoll(options, nowMs, random),
  }
}

function chooseMedia(
  { features, excludedFeatures }: Wish,
  { random }: Writer,
  nowMs: number,
): SandboxMedia[] {
  const wanted = features.has('video_link') ? 'video' : features.has('images') ? 'photo' : null
  const isWanted = wanted !== null || features.has('media')
  if (!isWanted && (excludedFeatures.has('media') || !random.chance(0.16))) return []
  const type =
    wanted ??
    random.pickWeighted([
      { weight: excludedFeatures.has('images') ? 0 : 75, value: 'photo' as const },
      { weight: excludedFeatures.has('video_link') ? 0 : 17, value: 'video' as const },
      { weight: 8, value: 'animated_gif' as const },
    ])
  const count = type === 'photo' && random.chance(0.25) ? random.between(2, 4) : 1
  return Array.from({ length: count }, () => createMedia(type, nowMs, random))
}

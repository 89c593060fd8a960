/** What hangs on a post: pictures, videos, polls, and in which countries it is withheld. */
import type { Random } from '../random.ts'
import { pastSnowflake } from '../snowflake.ts'
import type { SandboxMedia, SandboxPoll } from './post-content.ts'

const ALT_TEXTS = [
  'A blue kettle on a window sill, steam in the morning light',
  'An empty tram stop in the rain',
  'Hands holding a paper map, one corner torn',
  'A bicycle leaning on a yellow bench',
  'Clouds over a harbour with three small boats',
]
const WITHHELD_IN: readonly (readonly string[])[] = [['DE'], ['FR', 'DE'], ['IN'], ['TR']]

const MEDIA_PREFIX = { photo: '3', video: '7', animated_gif: '16' } as const

export function createMedia(
  type: SandboxMedia['type'],
  nowMs: number,
  random: Random,
): SandboxMedia {
  const id = pastSnowflake(nowMs - random.below(60_000), random.below(2 ** 21))
  const name = random.code(15)
  return {
    key: `${MEDIA_PREFIX[type]}_${id}`,
    type,
    url:
      type === 'photo'
        ? `https://pbs.twimg.com/media/${name}.jpg`
        : `https://pbs.twimg.com/ext_tw_video_thumb/${id}/pu/img/${name}.jpg`,
    altText: random.chance(0.4) ? random.pick(ALT_TEXTS) : null,
    width: random.pick([1080, 1200, 1600, 2048]),
    height: random.pick([720, 900, 1080, 1350]),
    durationMs: type === 'video' ? random.between(4000, 140_000) : null,
  }
}

export function createPoll(options: readonly string[], nowMs: number, random: Random): SandboxPoll {
  return {
    id: pastSnowflake(nowMs, random.below(2 ** 21)),
    options: options.map((label) => ({ label, votes: 0 })),
    durationMinutes: random.pick([60, 1440, 4320]),
  }
}

export function pickWithholding(random: Random): readonly string[] {
  return random.pick(WITHHELD_IN)
}

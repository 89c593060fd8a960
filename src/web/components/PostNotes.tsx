import {
  IconArrowBackUp,
  IconBandage,
  IconEyeOff,
  IconPencil,
  IconQuote,
  IconRepeat,
  IconTrash,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { WirePost } from '../../domain/wire.ts'
import classes from './PostNotes.module.css'

const KINDS = {
  repost: { word: 'Repost', Icon: IconRepeat },
  reply: { word: 'Reply', Icon: IconArrowBackUp },
  quote: { word: 'Quote', Icon: IconQuote },
} as const

/** What is particular about a post: its kind, and whether it was recovered, edited, withheld or deleted. */
export function PostNotes({ post }: { post: WirePost }) {
  const kind = post.kind === 'post' ? null : KINDS[post.kind]
  return (
    <>
      {kind !== null && <Note icon={<kind.Icon size={15} stroke={1.75} />}>{kind.word}</Note>}
      {post.recovered && (
        <Note
          icon={<IconBandage size={15} stroke={1.75} />}
          hint="Fetched after a gap in the stream"
        >
          Recovered
        </Note>
      )}
      {post.edited !== null && post.edited.history.length > 1 && (
        <Note icon={<IconPencil size={15} stroke={1.75} />}>Edited</Note>
      )}
      {post.withheld !== null && (
        <Note icon={<IconEyeOff size={15} stroke={1.75} />} hint={describeWithheld(post.withheld)}>
          Withheld
        </Note>
      )}
      {post.deletedAt !== null && (
        <Note icon={<IconTrash size={15} stroke={1.75} />}>Deleted by its author</Note>
      )}
    </>
  )
}

function Note({ icon, hint, children }: { icon: ReactNode; hint?: string; children: ReactNode }) {
  return (
    <span className={classes.note} title={hint}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      {children}
    </span>
  )
}

function describeWithheld(withheld: NonNullable<WirePost['withheld']>): string {
  const where = withheld.countryCodes.length === 0 ? '' : ` in ${withheld.countryCodes.join(', ')}`
  return `Withheld${where}${withheld.copyright ? ' for copyright' : ''}`
}

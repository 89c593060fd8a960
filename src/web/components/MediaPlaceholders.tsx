import { IconGif, IconPaperclip, IconPhoto, IconVideo } from '@tabler/icons-react'
import type { WireMedia } from '../../domain/wire.ts'
import classes from './MediaPlaceholders.module.css'

const TYPES = {
  photo: { word: 'Photo', Icon: IconPhoto },
  video: { word: 'Video', Icon: IconVideo },
  animated_gif: { word: 'GIF', Icon: IconGif },
  other: { word: 'Attachment', Icon: IconPaperclip },
} as const

/** That there is media, and its description. Nothing is loaded from the network: it would learn who reads what. */
export function MediaPlaceholders({ media }: { media: readonly WireMedia[] }) {
  if (media.length === 0) return null
  return (
    <ul className={classes.list}>
      {media.map(({ key, type, altText }) => {
        const { word, Icon } = TYPES[type]
        return (
          <li key={key} className={classes.item}>
            <Icon size={18} stroke={1.75} aria-hidden className={classes.icon ?? ''} />
            <span>
              {word}
              {altText !== null && <span className={classes.alt}>: {altText}</span>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

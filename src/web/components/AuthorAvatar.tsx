import type { WirePost } from '../../domain/wire.ts'
import classes from './AuthorAvatar.module.css'

/**
 * A letter on a colour of its own per account. Pictures stay with the network: loading them would tell it who reads what.
 */
export function AuthorAvatar({ author }: { author: WirePost['author'] }) {
  const name = author.name ?? author.handle ?? author.id
  return (
    <span className={classes.avatar} style={{ '--hue': hueOf(author.id) }} aria-hidden>
      {firstLetter(name)}
    </span>
  )
}

function firstLetter(name: string): string {
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0] ?? '#'
  return letter.toLocaleUpperCase()
}

function hueOf(id: string): number {
  let hash = 7
  for (let index = 0; index < id.length; index++) hash = (hash * 31 + id.charCodeAt(index)) >>> 0
  // The golden angle sets neighbours in the hash far apart on the wheel.
  return Math.round(hash * 137.508) % 360
}

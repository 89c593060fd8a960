/** What the feed sends, whether it was made up or recorded. */
import type { FieldSelection } from '../posts/field-selection.ts'

export interface FeedLine {
  /** Id of the post in the line; null when the line carries none. */
  readonly id: string | null
  byteLength(selection: FieldSelection): number
  /** Writes the line with its line end; returns the offset after it. */
  write(selection: FieldSelection, target: Buffer, offset: number): number
}

export interface FeedSource {
  /** The next line, made at `atMs` by the sandbox's time; null when there is none now. */
  next(atMs: number): FeedLine | null
  /**
   * Goes on while nobody reads: posts are written whether a stream is open or not, a recording
   * waits.
   */
  readonly runsUnread: boolean
}

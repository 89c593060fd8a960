/**
 * A composed post with its verdicts, its line in the fields that are asked for, and the posts sent
 * from it under ids of their own.
 */
import type { FeedLine } from '../stream/feed-line.ts'
import type { Stamp } from '../snowflake.ts'
import type { FieldSelection } from './field-selection.ts'
import { createLineTemplate, writeLine, type LineTemplate } from './line-template.ts'
import type { PostContent } from './post-content.ts'
import { renderPost } from './render-post.ts'

export interface MatchingRule {
  readonly id: string
  /** Empty when the rule has none, as X sends it. */
  readonly tag: string
}

export interface ComposedPost {
  readonly content: PostContent
  readonly matchingRules: readonly MatchingRule[]
}

/** What is remembered of a post after it was sent: the line is not. */
export interface SentPost {
  readonly stamp: Stamp
  readonly composed: ComposedPost
}

/** The line of a composed post, rendered once for as long as the same fields are asked for. */
export class RenderedPost {
  readonly composed: ComposedPost
  #selection: FieldSelection | null = null
  #line: LineTemplate | null = null

  constructor(composed: ComposedPost) {
    this.composed = composed
  }

  line(selection: FieldSelection): LineTemplate {
    if (this.#line === null || this.#selection?.key !== selection.key) {
      const payload = renderPost(this.composed.content, selection)
      const { matchingRules } = this.composed
      // Streams without rules have no such key.
      const rules = matchingRules.length > 0 ? { matching_rules: matchingRules } : {}
      this.#line = createLineTemplate({ ...payload, ...rules })
      this.#selection = selection
    }
    return this.#line
  }
}

export class ProducedPost implements FeedLine {
  readonly stamp: Stamp
  readonly rendered: RenderedPost

  constructor(stamp: Stamp, rendered: RenderedPost) {
    this.stamp = stamp
    this.rendered = rendered
  }

  get id(): string {
    return this.stamp.id
  }

  byteLength(selection: FieldSelection): number {
    return this.rendered.line(selection).bytes.length
  }

  write(selection: FieldSelection, target: Buffer, offset: number): number {
    return writeLine(this.rendered.line(selection), this.stamp, target, offset)
  }
}

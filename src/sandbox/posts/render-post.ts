/**
 * From a post to the JSON that X would send for it: only the fields and expansions that were asked
 * for.
 */
import type { FieldSelection } from './field-selection.ts'
import type { PostContent } from './post-content.ts'
import { renderData } from './render-data.ts'
import { renderErrors, renderIncludes } from './render-includes.ts'

type Json = Record<string, unknown>

export interface Payload {
  readonly data: Json
  readonly includes?: Json
  readonly errors?: readonly Json[]
}

export function renderPost(content: PostContent, selection: FieldSelection): Payload {
  const includes = renderIncludes(content, selection)
  const errors = renderErrors(content, selection)
  return {
    data: renderData(content, selection),
    ...(Object.keys(includes).length > 0 && { includes }),
    ...(errors.length > 0 && { errors }),
  }
}

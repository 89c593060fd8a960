/**
 * What posts are filtered by besides their words, as tags in the search index: a filter that few posts pass is then as quick as one that
 * all pass. Tags only say which posts may pass (a handle may look like another tag); the filter itself is asked as well.
 */
import { foldName } from './fold-name.ts'
import type { PostRow } from './post-row.ts'
import type { PostFilter } from './store.ts'

/** All tags of a post, parted by blanks. */
export function tagsOf(
  row: Pick<PostRow, 'network' | 'author_id' | 'author_handle' | 'lang' | 'kind'>,
): string {
  const tags = [row.author_id, networkTag(row.network), kindTag(row.kind)]
  if (row.author_handle !== null) tags.push(row.author_handle)
  if (row.lang !== null) tags.push(langTag(row.lang))
  return foldName(tags.join(' '))
}

/** The tags a post must have to pass the filter. */
export function filterTags({ author, network, lang, kind }: PostFilter): string[] {
  const tags: string[] = []
  if (author !== undefined) tags.push(author)
  if (network !== undefined) tags.push(networkTag(network))
  if (lang !== undefined) tags.push(langTag(lang))
  if (kind !== undefined) tags.push(kindTag(kind))
  return tags.map(foldName)
}

const networkTag = (network: string): string => `network${network}`
const kindTag = (kind: string): string => `kind${kind}`
const langTag = (lang: string): string => `lang${lang}`

import { describe, expect, test } from 'vitest'
import type { RequestFault } from '../http/problems.ts'
import { decodeFieldSelection } from './field-selection.ts'

function decode(query: string) {
  const faults: RequestFault[] = []
  return { selection: decodeFieldSelection(new URLSearchParams(query), faults), faults }
}

describe('fields and expansions', () => {
  test('without parameters the defaults are sent', () => {
    const { selection, faults } = decode('')
    expect(faults).toEqual([])
    expect([...selection.postFields]).toEqual(['edit_history_tweet_ids', 'id', 'text'])
    expect([...selection.userFields]).toEqual(['id', 'name', 'username'])
    expect(selection.expansions.size).toBe(0)
    expect(selection.vocabulary).toBe('tweet')
  })

  test('an expansion brings the field it follows', () => {
    const { selection } = decode('expansions=author_id,referenced_tweets.id.author_id')
    expect(selection.postFields).toContain('author_id')
    expect(selection.postFields).toContain('referenced_tweets')
  })

  test('post.fields asks in the new vocabulary, where the old names are unknown', () => {
    const { selection, faults } = decode(
      'post.fields=note_post,referenced_posts,edit_history_post_ids&expansions=referenced_posts',
    )
    expect(faults).toEqual([])
    expect(selection.vocabulary).toBe('post')
    expect(selection.postFields).toContain('note_tweet')
    expect(selection.expansions).toContain('referenced_tweets.id')
    expect(decode('post.fields=note_tweet').faults[0]?.message).toContain(
      'The `post.fields` query parameter value [note_tweet] is not one of [',
    )
    expect(decode('tweet.fields=note_post').faults).toHaveLength(1)
    expect(decode('tweet.fields=id&post.fields=id').faults).toHaveLength(1)
  })

  test('equal requests have equal keys, whatever the order; others differ', () => {
    const key = (query: string): string => decode(query).selection.key
    expect(key('tweet.fields=lang,id')).toBe(key('tweet.fields=id,lang'))
    expect(key('tweet.fields=lang')).not.toBe(key('tweet.fields=geo'))
    expect(key('tweet.fields=lang')).not.toBe(key('post.fields=lang'))
    expect(key('user.fields=url')).not.toBe(key('media.fields=url'))
  })
})

import { describe, expect, test } from 'vitest'
import { createRandom, type Random } from '../random.ts'
import { createSnowflakes } from '../snowflake.ts'
import { Authors } from './authors.ts'
import { composeEdit } from './edit-post.ts'
import { BLANK_POST, ID_MARK, TIME_MARK, type PostContent } from './post-content.ts'
import { PostHistory } from './post-history.ts'
import { plainText } from './rich-text.ts'
import { ENGLISH } from './texts/english.ts'

const NOW_MS = Date.UTC(2026, 0, 1)
const MINUTE_MS = 60_000
/** Draws the newest post of the history. */
const newest: Random = { ...createRandom(1), below: () => 0 }
const post: PostContent = {
  ...BLANK_POST,
  id: ID_MARK,
  createdAt: TIME_MARK,
  author: new Authors(1).pick(ENGLISH, createRandom(1)),
  lang: 'en',
  segments: [{ kind: 'text', text: 'rain' }],
}

function createHistory(...posts: readonly PostContent[]) {
  const history = new PostHistory()
  const ids = createSnowflakes()
  const stamps = posts.map((content) => {
    const stamp = ids.next(NOW_MS)
    history.add({ stamp, composed: { content, matchingRules: [] } }, false)
    return stamp
  })
  return { history, ids: stamps.map(({ id }) => id) }
}

describe('an edit', () => {
  test('is a new post that says what it was before, in the conversation of the first', () => {
    const { history, ids } = createHistory(post)
    const edit = composeEdit(history, newest, NOW_MS)!
    expect(edit).toMatchObject({
      id: ID_MARK,
      createdAt: TIME_MARK,
      earlierVersions: ids,
      conversationId: ids[0],
    })
    expect(plainText(edit.segments)).toMatch(/^rain \(/)
    expect(edit.author).toBe(post.author)
  })

  test('of an edit goes on with its chain', () => {
    const { history, ids } = createHistory({
      ...post,
      earlierVersions: ['1', '2'],
      conversationId: '1',
    })
    expect(composeEdit(history, newest, NOW_MS)).toMatchObject({
      earlierVersions: ['1', '2', ids[0]],
      conversationId: '1',
    })
  })

  test('is not made of what cannot be edited', () => {
    const none = (content: PostContent, nowMs = NOW_MS): void =>
      expect(composeEdit(createHistory(content).history, newest, nowMs)).toBeNull()
    none(post, NOW_MS + 30 * MINUTE_MS)
    none({ ...post, references: [{ type: 'retweeted', id: '1', post: null }] })
    none({ ...post, poll: { id: '1', options: [], durationMinutes: 60 } })
    none({ ...post, earlierVersions: ['1', '2', '3', '4', '5'] })
    expect(composeEdit(new PostHistory(), newest, NOW_MS)).toBeNull()
  })

  test('is not made of a version that has a later one', () => {
    const first = createHistory(post)
    const second: PostContent = { ...post, earlierVersions: first.ids }
    const { history } = createHistory(post, second)
    const oldest: Random = { ...newest, below: () => 1 }
    expect(composeEdit(history, oldest, NOW_MS)).toBeNull()
    expect(composeEdit(history, newest, NOW_MS)?.earlierVersions).toHaveLength(2)
  })
})

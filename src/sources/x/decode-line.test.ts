import { describe, expect, it } from 'vitest'
import { decodeXLine } from './decode-line.ts'
import { lineOf, OPERATIONAL_DISCONNECT, postMessage, RECEIVED_AT_MS } from './line-fixtures.ts'

function decode(line: Buffer | string) {
  return decodeXLine(Buffer.from(line), RECEIVED_AT_MS)
}

describe('a line of an X stream', () => {
  it('is a post with the rules that matched', () => {
    expect(decode(lineOf(postMessage()))).toMatchObject({
      kind: 'post',
      post: { text: 'A lighthouse at dawn 🌅 #Lighthouse' },
      matchingRules: [{ id: '1890000000000000009', tag: 'magpie:kw-1' }],
    })
  })

  it('is a post although parts of it could not be found', () => {
    const errors = [
      { title: 'Not Found Error', resource_id: '1', type: '/2/problems/resource-not-found' },
    ]
    expect(decode(lineOf(postMessage({}, { errors }))).kind).toBe('post')
  })

  it('may name ids as numbers that a number cannot hold: every digit is kept', () => {
    const line =
      '{"data":{"id":1893000000000000123,"text":"t","author_id":1400000000000000101,' +
      '"referenced_tweets":[{"type":"quoted","id":1892000000000000007}]},' +
      '"includes":{"users":[{"id":1400000000000000101,"username":"ada_writes","name":"Ada"}]},' +
      '"matching_rules":[{"id":1377649934414049282,"tag":""},{"id":42,"tag":null}]}'
    expect(decode(line)).toMatchObject({
      kind: 'post',
      post: {
        id: '1893000000000000123',
        author: { id: '1400000000000000101', handle: 'ada_writes' },
        refs: [{ type: 'quoted', id: '1892000000000000007' }],
      },
      matchingRules: [
        { id: '1377649934414049282', tag: '' },
        { id: '42', tag: null },
      ],
    })
  })

  it.each([
    [
      'an id of matching_rules only',
      '"id":"1","text":"t"',
      '"matching_rules":[{"id":1377649934414049283}]',
    ],
    [
      'an edit history only',
      '"id":"1","text":"t","edit_history_tweet_ids":[1377649934414049283,"2"]',
      '"x":1',
    ],
    ['the author only', '"id":"1","text":"t","author_id":1377649934414049283', '"x":1'],
  ])('keeps every digit of %s', (_where, data, rest) => {
    expect(JSON.stringify(decode(`{"data":{${data}},${rest}}`))).toContain('1377649934414049283')
  })

  it('is a notice when X speaks of the stream itself, in any of its forms', () => {
    expect(decode(lineOf(OPERATIONAL_DISCONNECT))).toMatchObject({
      kind: 'notice',
      problems: [
        { type: 'operational-disconnect', disconnectType: 'UpstreamOperationalDisconnect' },
      ],
    })
    expect(decode('{"errors":[]}')).toEqual({ kind: 'notice', problems: [] })
    expect(
      decode(
        '{"title":"ConnectionException","detail":"d","connection_issue":"TooManyConnections"}',
      ),
    ).toMatchObject({ kind: 'notice', problems: [{ connectionIssue: 'TooManyConnections' }] })
    expect(decode('{"errors":[{"code":88,"message":"Rate limit exceeded"}]}')).toMatchObject({
      kind: 'notice',
      problems: [{ code: 88, sentences: ['Rate limit exceeded'] }],
    })
  })

  it.each([
    ['cut JSON', '{"data":{"id":"1","te'],
    ['text that is not JSON', 'Internal Server Error'],
    ['a post without a text', '{"data":{"id":"1"}}'],
    ['a post without an id', '{"data":{"text":"t"}}'],
    ['data that is no object', '{"data":[{"id":"1","text":"t"}]}'],
    ['data that is null', '{"data":null}'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['a character cut in two', lineOf(postMessage()).subarray(0, 45)],
  ])('is malformed when it is %s', (_what, line) => {
    expect(decode(line as string)).toEqual({ kind: 'rejected', reason: 'malformed' })
  })

  it.each([
    '{}',
    '[]',
    '1',
    'null',
    '"text"',
    '{"info":{"message":"m"}}',
    '{"title":"only a title"}',
  ])('is unknown when it is %s', (line) => {
    expect(decode(line)).toEqual({ kind: 'rejected', reason: 'unknown' })
  })

  it('survives JSON nested deeper than any stack', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    expect(decode(`{"x":${deep}}`)).toEqual({ kind: 'rejected', reason: 'unknown' })
    const line = `{"data":{"id":1893000000000000123,"text":"t","geo":${deep}}}`
    expect(decode(line)).toEqual({ kind: 'rejected', reason: 'malformed' })
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asKeywordId } from '../../domain/ids.ts'
import type { SourceItem } from '../source.ts'
import { OPERATIONAL_DISCONNECT, postMessage, repostMessage, wireOf } from './line-fixtures.ts'
import { createItemReader } from './read-items.ts'
import { createRuleTable } from './rule-table.ts'

function createReader() {
  const table = createRuleTable()
  return createItemReader({
    keywordIdsOf: (rules) => table.keywordIdsOf(rules),
    secret: 'secret-token',
  })
}

/** Items of `bytes` cut at `cuts`, without what depends on the cuts: heartbeats and shared memory. */
function itemsAt(bytes: Buffer, cuts: readonly number[]) {
  const reader = createReader()
  const items: SourceItem[] = []
  let from = 0
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    items.push(...reader.read([Buffer.from(bytes.subarray(from, cut))], 1).items)
    from = cut
  }
  const rest = reader.rest(1)
  return {
    items: [...items, ...rest.items]
      .filter((item) => item.kind !== 'heartbeat')
      .map((item) => ('raw' in item ? { ...item, raw: item.raw.toString() } : item)),
    keepAlives: items.reduce(
      (sum, item) => sum + (item.kind === 'heartbeat' ? (item.keepAlives ?? 1) : 0),
      0,
    ),
    end: rest.end?.code ?? null,
  }
}

describe('reading items', () => {
  const wire = Buffer.concat([
    Buffer.from('\r\n'),
    wireOf(postMessage({ text: '灯台 🌅 👩‍👩‍👧 עברית' })),
    Buffer.from('\r\n'),
    wireOf(repostMessage(null), { strange: true }, OPERATIONAL_DISCONNECT),
    Buffer.from('{"data":{"id":"1","te'),
  ])

  it('gives the same items wherever the bytes are cut, in characters and line ends too', () => {
    const whole = itemsAt(wire, [])
    expect(whole.items.map((item) => [item.kind, 'reason' in item ? item.reason : null])).toEqual([
      ['post', null],
      ['post', null],
      ['rejected', 'unknown'],
      ['rejected', 'notice'],
      ['rejected', 'malformed'],
    ])
    expect(whole.end).toBe('x.disconnected')
    for (let cut = 0; cut <= wire.length; cut++) {
      expect(itemsAt(wire, [cut]).items).toEqual(whole.items)
    }
    expect(itemsAt(wire, [...wire.keys()])).toEqual({ ...whole, keepAlives: 2 })
    fc.assert(
      fc.property(fc.array(fc.nat(wire.length), { maxLength: 40 }), (cuts) => {
        expect(itemsAt(wire, cuts).items).toEqual(whole.items)
      }),
      { numRuns: 50 },
    )
  })

  it('gives a heartbeat for bytes that are no item, and says how many keep-alives it stands for', () => {
    const reader = createReader()
    expect(reader.read([Buffer.from('\r\n'), Buffer.from('\r\n{')], 5).items).toEqual([
      { kind: 'heartbeat', atMs: 5, keepAlives: 2 },
    ])
    expect(reader.read([Buffer.from('"da')], 6).items).toEqual([
      { kind: 'heartbeat', atMs: 6, keepAlives: 0 },
    ])
  })

  it('names the keywords of the rules that matched', () => {
    const matching_rules = [
      { id: '1', tag: 'magpie:kw-1' },
      { id: '2', tag: 'of somebody else' },
      { id: '3', tag: 'magpie:kw-2' },
    ]
    const { items } = createReader().read([wireOf(postMessage({}, { matching_rules }))], 1)
    expect(items).toMatchObject([{ keywordIds: [asKeywordId('kw-1'), asKeywordId('kw-2')] }])
    const unfiltered = createItemReader({ keywordIdsOf: null, secret: '' })
    expect(unfiltered.read([wireOf(postMessage())], 1).items).toMatchObject([{ keywordIds: null }])
  })

  it('gives the beginning of a line of more than 16 MiB, its length, and the post after it', () => {
    const reader = createReader()
    const long = Buffer.alloc(17 * 1024 * 1024, '{')
    reader.read([long], 1)
    const { items } = reader.read([Buffer.from('\r\n'), wireOf(postMessage())], 2)
    expect(items).toMatchObject([
      { kind: 'rejected', reason: 'too-long', byteLength: long.length },
      { kind: 'post' },
    ])
    expect(items[0]!.kind === 'rejected' && items[0]!.raw.length).toBe(65_536)
  })

  it('goes on after a notice that is not the end', () => {
    const reader = createReader()
    expect(reader.read([wireOf({ errors: [] }, postMessage())], 1)).toMatchObject({
      items: [{ kind: 'rejected', reason: 'notice' }, { kind: 'post' }],
      end: null,
    })
  })
})

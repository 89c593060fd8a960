import { describe, expect, it } from 'vitest'
import { X_STREAM_KINDS } from '../../domain/stream.ts'
import { ConfigError } from '../../lib/errors.ts'
import { xStreamQuery } from './endpoints.ts'

describe('what is asked of an X stream', () => {
  it('is everything decoding needs, by default', () => {
    const query = xStreamQuery({ expansions: null })
    expect(Object.keys(query)).toEqual([
      'tweet.fields',
      'expansions',
      'user.fields',
      'media.fields',
      'poll.fields',
    ])
    const fields = query['tweet.fields']!.split(',')
    for (const field of [
      'author_id',
      'created_at',
      'note_tweet',
      'referenced_tweets',
      'withheld',
      'entities',
    ]) {
      expect(fields).toContain(field)
    }
    expect(query.expansions!.split(',')).toContain('referenced_tweets.id')
  })

  it('has no object fields without the expansion that brings such objects', () => {
    expect(Object.keys(xStreamQuery({ expansions: [] }))).toEqual(['tweet.fields'])
    expect(Object.keys(xStreamQuery({ expansions: ['author_id'] }))).toEqual([
      'tweet.fields',
      'expansions',
      'user.fields',
    ])
    expect(xStreamQuery({ expansions: ['geo.place_id'] })['place.fields']).toContain('full_name')
  })

  it('names the partition where there are partitions, and nowhere else', () => {
    expect(xStreamQuery({ kind: 'firehose', partition: 20, expansions: [] }).partition).toBe('20')
    for (const kind of X_STREAM_KINDS) {
      const hasPartitions = kind !== 'filtered' && kind !== 'sample'
      const wrong = hasPartitions ? [null, 0, 21, 1.5] : [1]
      for (const partition of wrong) {
        expect(() => xStreamQuery({ kind, partition, expansions: [] })).toThrow(ConfigError)
      }
    }
  })

  it('asks for up to five minutes of backfill, and for none when it is zero', () => {
    expect(xStreamQuery({ backfillMinutes: 5, expansions: [] }).backfill_minutes).toBe('5')
    expect(xStreamQuery({ backfillMinutes: 0, expansions: [] })).not.toHaveProperty(
      'backfill_minutes',
    )
    expect(() => xStreamQuery({ backfillMinutes: 6, expansions: [] })).toThrow('from 0 to 5')
  })

  it('adds fields that are wanted besides to those that decoding needs, each once', () => {
    const plain = xStreamQuery({ expansions: null })
    const query = xStreamQuery({
      expansions: null,
      fields: { tweet: ['id', 'context_annotations'], place: ['geo'] },
    })
    expect(query['tweet.fields']).toBe(`${plain['tweet.fields']},context_annotations`)
    // Nothing of the expansions brings places along.
    expect(query['place.fields']).toBeUndefined()
  })
})

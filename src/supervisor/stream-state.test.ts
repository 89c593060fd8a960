import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STREAM_STATES, type StreamState } from '../domain/stream.ts'
import { STREAM_EVENTS, TRANSITIONS, transition } from './stream-state.ts'

describe('the stream state machine', () => {
  test('every state but stopped can be left without a new command, or by its own end', () => {
    const ownExits: Record<StreamState, readonly (typeof STREAM_EVENTS)[number][]> = {
      stopped: ['start'],
      starting: ['connected', 'dropped'],
      live: ['dropped'],
      'backing-off': ['retry'],
      'rate-limited': ['retry'],
      blocked: ['retry'],
      stopping: ['closed'],
    }
    for (const state of STREAM_STATES) {
      for (const event of ownExits[state]) expect(TRANSITIONS[state][event]).not.toBe(state)
    }
  })

  test('INV-4 stopped is reached only by a closed socket', () => {
    for (const state of STREAM_STATES) {
      for (const event of STREAM_EVENTS) {
        if (state !== 'stopped' && TRANSITIONS[state][event] === 'stopped')
          expect(event).toBe('closed')
      }
    }
  })

  test('stop and start are answered in every state', () => {
    for (const state of STREAM_STATES) {
      expect(TRANSITIONS[state].stop).not.toBeNull()
      expect(TRANSITIONS[state].start).not.toBeNull()
    }
  })

  test('whatever happens before, stop and then closed ends in stopped', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...STREAM_EVENTS), { maxLength: 40 }), (events) => {
        let state: StreamState = 'stopped'
        for (const event of events) state = TRANSITIONS[state][event] ?? state
        expect(transition(transition(state, 'stop'), 'closed')).toBe('stopped')
      }),
    )
  })

  test('an event that cannot happen is a loud error', () => {
    expect(() => transition('stopped', 'connected')).toThrow('cannot happen')
  })
})

import { describe, expect, test } from 'vitest'
import { snowflakeAt } from '../snowflake.ts'
import { createLineTemplate, fillMarks, writeLine } from './line-template.ts'
import { ID_MARK, TIME_MARK, timeMark } from './post-content.ts'

const createdAtMs = Date.UTC(2026, 10, 23, 12, 30, 1, 42)
const stamp = { id: snowflakeAt(createdAtMs, 7), createdAtMs }
const payload = {
  data: {
    id: ID_MARK,
    text: 'émoji 👩‍🚀 & "quotes" before the places that are filled',
    created_at: TIME_MARK,
    ends: timeMark(1440),
    url: `https://x.com/a/status/${ID_MARK}/photo/1`,
    history: ['1', ID_MARK],
  },
}

describe('a line that is sent again', () => {
  test('gets its id and times wherever they stand, after characters of any width', () => {
    const template = createLineTemplate(payload)
    const target = Buffer.alloc(template.bytes.length + 5, 0x2e)
    expect(writeLine(template, stamp, target, 3)).toBe(template.bytes.length + 3)
    const text = target.toString('utf8')
    expect(text.startsWith('...')).toBe(true)
    expect(text.endsWith('}}\r\n..')).toBe(true)
    expect(JSON.parse(text.slice(3, -2))).toEqual({
      data: {
        ...payload.data,
        id: stamp.id,
        created_at: '2026-11-23T12:30:01.042Z',
        ends: '2026-11-24T12:30:01.042Z',
        url: `https://x.com/a/status/${stamp.id}/photo/1`,
        history: ['1', stamp.id],
      },
    })
  })

  test('a second writing leaves nothing of the first', () => {
    const template = createLineTemplate(payload)
    const target = Buffer.alloc(template.bytes.length)
    writeLine(template, stamp, target, 0)
    const later = { id: snowflakeAt(createdAtMs + 1), createdAtMs: createdAtMs + 1 }
    writeLine(template, later, target, 0)
    expect(target.toString('utf8')).not.toContain(stamp.id)
    expect(target.toString('utf8')).toBe(`${fillMarks(JSON.stringify(payload), later)}\r\n`)
  })
})

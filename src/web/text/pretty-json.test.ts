import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prettyJson } from './pretty-json.ts'

test('numbers beyond 2^53 keep every digit', () => {
  expect(prettyJson('{"id":1166916266197536768}')).toBe('{\n  "id": 1166916266197536768\n}')
})

test('escapes stay as they were written', () => {
  expect(prettyJson(String.raw`{"t":"\u00e9\n\"{}"}`)).toBe(
    '{\n  "t": ' + String.raw`"\u00e9\n\"{}"` + '\n}',
  )
})

test('empty objects and lists stay on one line', () => {
  expect(prettyJson('{"a":{},"b":[]}')).toBe('{\n  "a": {},\n  "b": []\n}')
})

test.each(['not json', '{"a":', ''])('text that is no JSON comes back as it is: %s', (text) => {
  expect(prettyJson(text)).toBe(text)
})

test('what is indented means the same, and looks as JSON.stringify would have it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(prettyJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
    }),
  )
})

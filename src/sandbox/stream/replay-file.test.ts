import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ConfigError } from '../../lib/errors.ts'
import { decodeFieldSelection } from '../posts/field-selection.ts'
import { ReplayFile } from './replay-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'magpie-replay-'))
afterAll(() => rmSync(folder, { recursive: true }))
const selection = decodeFieldSelection(new URLSearchParams(), [])

function play(content: Buffer | string): { bytes: Buffer; ids: (string | null)[] } {
  const path = join(folder, 'lines.jsonl')
  writeFileSync(path, content)
  using replay = new ReplayFile(path)
  const parts: Buffer[] = []
  const ids: (string | null)[] = []
  for (let line = replay.next(); line !== null; line = replay.next()) {
    const target = Buffer.alloc(line.byteLength(selection))
    expect(line.write(selection, target, 0)).toBe(target.length)
    parts.push(target)
    ids.push(line.id)
  }
  expect(replay.isDone).toBe(true)
  expect(replay.played).toBe(ids.length)
  return { bytes: Buffer.concat(parts), ids }
}

describe('a recording', () => {
  test('a stream line is sent as it is, a wrapper’s event as it stands in the file', () => {
    const { bytes, ids } = play(
      '{"data":{"id":"1","text":"a"},"matching_rules":[{"id":1377649934414049282,"tag":null}]}\n' +
        '{"source":"hand","event": {"data":{"id":"2"},  "n":1377649934414049282}}\r\n' +
        '{"errors":[{"title":"operational-disconnect"}],"event":{"data":{"id":"3"}}}',
    )
    expect(bytes.toString()).toBe(
      '{"data":{"id":"1","text":"a"},"matching_rules":[{"id":1377649934414049282,"tag":null}]}\r\n' +
        '{"data":{"id":"2"},  "n":1377649934414049282}\r\n' +
        '{"errors":[{"title":"operational-disconnect"}],"event":{"data":{"id":"3"}}}\r\n',
    )
    expect(ids).toEqual(['1', '2', null])
  })

  test('what is not JSON, not UTF-8, or empty goes out byte for byte', () => {
    const odd = Buffer.from([0x7b, 0xff, 0xfe, 0x22])
    const { bytes, ids } = play(Buffer.concat([odd, Buffer.from('\n\nnull\n"event"\n')]))
    expect(bytes).toEqual(Buffer.concat([odd, Buffer.from('\r\n\r\nnull\r\n"event"\r\n')]))
    expect(ids).toEqual([null, null, null, null])
  })

  test('lines longer than one read come whole', () => {
    const long = JSON.stringify({ data: { id: '9', text: 'é'.repeat(1_500_000) } })
    const { bytes } = play(`${long}\n${long}\n`)
    expect(bytes.toString()).toBe(`${long}\r\n${long}\r\n`)
  })

  test.each([join(folder, 'missing.jsonl'), folder])('%s cannot be read, which is said', (path) => {
    expect(() => new ReplayFile(path)).toThrow(ConfigError)
    expect(() => new ReplayFile(path)).toThrow(/The recording .* cannot be read .*--replay/)
  })
})

import { describe, expect, it, vi } from 'vitest'
import { createChunkQueue } from './chunk-queue.ts'

function open(maxBytes = 1_000) {
  const onFull = vi.fn()
  const onRoom = vi.fn()
  return { onFull, onRoom, queue: createChunkQueue({ maxBytes, onFull, onRoom }) }
}

async function takeText(queue: ReturnType<typeof open>['queue']): Promise<string | null> {
  const chunks = await queue.take()
  return chunks === null ? null : chunks.map(String).join('|')
}

describe('the chunk queue', () => {
  it('gives at once whatever is there, in order', async () => {
    const { queue } = open()
    queue.push(Buffer.from('a'))
    queue.push(Buffer.from('b'))
    expect(await takeText(queue)).toBe('a|b')
  })

  it('gives all chunks of one read together to whoever waits', async () => {
    const { queue } = open()
    const waiting = takeText(queue)
    queue.push(Buffer.from('a'))
    queue.push(Buffer.from('b'))
    expect(await waiting).toBe('a|b')
  })

  it('ends after the last byte, in good order or not', async () => {
    const good = open().queue
    good.push(Buffer.from('last'))
    good.end(null)
    expect([await takeText(good), await takeText(good), await takeText(good)]).toEqual([
      'last',
      null,
      null,
    ])
    const bad = open().queue
    bad.push(Buffer.from('last'))
    bad.end(new Error('cut'))
    bad.end(null)
    expect(await takeText(bad)).toBe('last')
    await expect(bad.take()).rejects.toThrow('cut')
  })

  it('wakes whoever waits when the end comes', async () => {
    const { queue } = open()
    const waiting = queue.take()
    queue.end(new Error('cut'))
    await expect(waiting).rejects.toThrow('cut')
  })

  it('says once that it is full, and once that there is room again', async () => {
    const { queue, onFull, onRoom } = open(10)
    queue.push(Buffer.alloc(9))
    expect(onFull).not.toHaveBeenCalled()
    queue.push(Buffer.alloc(1))
    queue.push(Buffer.alloc(50))
    expect([onFull.mock.calls.length, onRoom.mock.calls.length]).toEqual([1, 0])
    await queue.take()
    expect(onRoom).toHaveBeenCalledTimes(1)
    queue.push(Buffer.alloc(3))
    await queue.take()
    expect([onFull.mock.calls.length, onRoom.mock.calls.length]).toEqual([1, 1])
  })

  it('keeps what comes while it makes room', async () => {
    const queue = createChunkQueue({
      maxBytes: 1,
      onFull: () => {},
      onRoom: () => queue.push(Buffer.from('more')),
    })
    queue.push(Buffer.from('first'))
    expect(await takeText(queue)).toBe('first')
    expect(await takeText(queue)).toBe('more')
  })
})

/**
 * Raw lines arrive in blocks as small as a batch, compressed in a hurry. Here each is packed once more, in blocks of some
 * hundred lines and with time: at twenty posts a second that is a third of the space.
 */
import type { Dialect, Reader, Writer } from './dialects/dialect.ts'
import { readProgress, writeProgress } from './index-progress.ts'
import { packLines, unpackLines } from './raw-block.ts'
import type { RawBlocksTable } from './schema.ts'

/** Beyond this zstd gains nothing, and reading one line of a block costs more. */
const LINES_PER_BLOCK = 256

type BlockHead = Pick<RawBlocksTable, 'id' | 'lines'>

/** Packs what has gathered to full blocks, oldest first, at most `maxBlocks` of them; answers how many. */
export async function compactRaw(
  dialect: Dialect,
  { maxBlocks }: { maxBlocks: number },
): Promise<number> {
  let total = 0
  while (total < maxBlocks) {
    const group = await nextGroup(dialect.read)
    if (group.length === 0) return total
    if (await packGroup(dialect, group)) total += group.length
  }
  return total
}

/** The oldest blocks not packed yet that fill one; empty when they do not. */
async function nextGroup(db: Reader): Promise<BlockHead[]> {
  const fresh = await db
    .selectFrom('raw_blocks')
    .select(['id', 'lines'])
    .where('id', '>', await readProgress(db, 'raw'))
    .orderBy('id')
    .limit(LINES_PER_BLOCK)
    .execute()
  const group: BlockHead[] = []
  let lines = 0
  for (const block of fresh) {
    if (group.length > 0 && lines + block.lines > LINES_PER_BLOCK) return group
    group.push(block)
    lines += block.lines
  }
  return lines >= LINES_PER_BLOCK ? group : []
}

/** False when one of the blocks was changed meanwhile: it is tried again with what is there then. */
async function packGroup(dialect: Dialect, group: readonly BlockHead[]): Promise<boolean> {
  const ids = group.map((block) => block.id)
  const blocks = await readBlocks(dialect.read, ids)
  const lines: Uint8Array[] = []
  const offsets: number[] = []
  for (const block of blocks) {
    offsets.push(lines.length)
    lines.push(...(await unpackLines(block.bytes)))
  }
  const bytes = await packLines(lines)
  return dialect.transaction(async (trx) => {
    const now = await readBlocks(trx, ids)
    const isSame =
      now.length === blocks.length &&
      now.every((block, i) => Buffer.compare(block.bytes, blocks[i]!.bytes) === 0)
    if (isSame) await replaceBlocks(trx, blocks, offsets, { lines: lines.length, bytes })
    return isSame
  })
}

async function readBlocks(db: Reader, ids: readonly number[]): Promise<RawBlocksTable[]> {
  return db.selectFrom('raw_blocks').selectAll().where('id', 'in', ids).orderBy('id').execute()
}

async function replaceBlocks(
  trx: Writer,
  blocks: readonly RawBlocksTable[],
  offsets: readonly number[],
  packed: { lines: number; bytes: Uint8Array },
): Promise<void> {
  // The first block keeps its id, and its posts their places.
  const kept = blocks[0]!.id
  for (const [i, block] of blocks.entries()) {
    if (block.id === kept) continue
    await trx
      .updateTable('posts')
      .set((eb) => ({ raw_block_id: kept, raw_index: eb('raw_index', '+', offsets[i]!) }))
      .where('seq', '>=', block.first_seq)
      .where('seq', '<=', block.last_seq)
      .where('raw_block_id', '=', block.id)
      .execute()
  }
  const joined = blocks.map((block) => block.id).filter((id) => id !== kept)
  if (joined.length > 0) await trx.deleteFrom('raw_blocks').where('id', 'in', joined).execute()
  await trx
    .updateTable('raw_blocks')
    .set({
      ...packed,
      first_seq: Math.min(...blocks.map((block) => block.first_seq)),
      last_seq: Math.max(...blocks.map((block) => block.last_seq)),
    })
    .where('id', '=', kept)
    .execute()
  await writeProgress(trx, 'raw', kept)
}

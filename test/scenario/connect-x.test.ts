import { expect, test } from 'vitest'
import type { WireKeyword, WirePage, WireStream } from '../../src/domain/wire.ts'
import { apiOf, startProgram, until } from '../support/program.ts'
import { startSandbox } from '../support/sandbox-process.ts'

test('connecting X stops the sandbox and pauses its sample keywords, but not those the user made or edited', async () => {
  // A second sandbox plays X: for Magpie it is a stream of the user's own.
  await using x = await startSandbox(['--rate', '50'])
  await using program = await startProgram({ env: { MAGPIE_SANDBOX: 'auto' } })
  const api = apiOf(program.url)
  const samples = await until(async () => {
    const { data } = await api.get<WirePage<WireKeyword>>('/keywords')
    return data.length === 3 && (await api.stream('sandbox')).stored > 0 && data
  }, 'the sandbox to deliver')
  await api.patch(`/keywords/${samples[0]!.id}`, { label: 'mine now' })
  const own = await api.addKeyword('weather')

  const stream = await api.post<WireStream>('/streams', {
    network: 'x',
    kind: 'filtered',
    name: 'Newsroom',
    token: x.token,
    apiUrl: x.url,
  })
  expect(stream).toMatchObject({
    id: 'newsroom',
    sandbox: false,
    desired: 'running',
    token: { set: true },
  })
  await until(async () => (await api.stream('newsroom')).stored > 10, 'posts of the real stream')
  await until(async () => (await api.stream('sandbox')).state === 'stopped', 'the sandbox to stop')
  const { data } = await api.get<WirePage<WireKeyword>>('/keywords')
  const active = data.filter((keyword) => keyword.active).map(({ id }) => id)
  expect(active.toSorted()).toEqual([samples[0]!.id, own.id].toSorted())
  const tags = (await x.state()).rules.map(({ tag }) => tag)
  expect(new Set(tags)).toEqual(new Set([`magpie:${samples[0]!.id}`, `magpie:${own.id}`]))
})

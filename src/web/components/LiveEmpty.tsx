import { Button } from '@mantine/core'
import { IconAntenna, IconHash, IconPlugConnectedX } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useKeywords } from '../api/use-keywords.ts'
import { useStreams } from '../api/use-streams.ts'
import { describeStream } from '../text/stream-words.ts'
import { EmptyNotice } from './EmptyNotice.tsx'
import { useNow } from './use-now.ts'

/** Why nothing is listed: nothing tracked, nothing running, or simply nothing said yet. */
export function LiveEmpty({ selected }: { selected: readonly string[] }) {
  const navigate = useNavigate()
  const keywords = useKeywords()
  const streams = useStreams()
  const nowMs = useNow(1000)
  if (keywords.data?.length === 0) {
    return (
      <EmptyNotice icon={<IconHash size={26} stroke={1.75} />} title="Nothing is tracked yet">
        <p>Add a keyword, and every post that matches appears here the moment it is stored.</p>
        <Button onClick={() => void navigate({ to: '/add_keyword' })}>Add keyword</Button>
      </EmptyNotice>
    )
  }
  const running = streams.data?.filter((stream) => stream.desired === 'running') ?? []
  if (streams.data !== undefined && running.length === 0) {
    return (
      <EmptyNotice
        icon={<IconPlugConnectedX size={26} stroke={1.75} />}
        title="No stream is running"
      >
        <p>Keywords are watched only while a stream runs. Start one, or connect X.</p>
        <Button onClick={() => void navigate({ to: '/streams' })}>Go to the streams</Button>
      </EmptyNotice>
    )
  }
  const scope = selected.length === 0 ? 'your keywords' : 'this selection'
  return (
    <EmptyNotice icon={<IconAntenna size={26} stroke={1.75} />} title="Listening">
      <p>No post has matched {scope} so far. New ones appear here by themselves.</p>
      {running.map((stream) => {
        const { headline, detail } = describeStream(stream, nowMs)
        return (
          <p key={stream.id}>
            {stream.name}: {headline.toLowerCase()}, {detail}
          </p>
        )
      })}
    </EmptyNotice>
  )
}

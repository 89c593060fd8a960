import { Table } from '@mantine/core'
import type { WireSeries } from '../../domain/wire.ts'
import { formatCount, formatRatio } from '../text/format-number.ts'
import { formatDayAndClock } from '../text/format-time.ts'
import classes from './SeriesTable.module.css'

/** The chart's numbers, newest first. Time without coverage says so instead of showing a zero. */
export function SeriesTable({ series }: { series: WireSeries }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className={classes.scroller} tabIndex={0} aria-label="Numbers of the chart">
      <Table stickyHeader className={classes.table ?? ''}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{series.bucket === 'minute' ? 'Minute' : 'From'}</Table.Th>
            <Table.Th scope="col">Posts</Table.Th>
            <Table.Th scope="col">Reposts</Table.Th>
            <Table.Th scope="col">Replies</Table.Th>
            <Table.Th scope="col">Quotes</Table.Th>
            <Table.Th scope="col">Covered</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {series.points.toReversed().map((point) => {
            const isUnknown = point.coverage === 0 && point.posts === 0
            const show = (count: number): string => (isUnknown ? 'unknown' : formatCount(count))
            return (
              <Table.Tr key={point.at}>
                <Table.Th scope="row">{formatDayAndClock(Date.parse(point.at))}</Table.Th>
                <Table.Td>{show(point.posts)}</Table.Td>
                <Table.Td>{show(point.reposts)}</Table.Td>
                <Table.Td>{show(point.replies)}</Table.Td>
                <Table.Td>{show(point.quotes)}</Table.Td>
                <Table.Td>{formatRatio(point.coverage)}</Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </section>
  )
}

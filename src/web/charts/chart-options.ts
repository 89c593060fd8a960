/** uPlot's options for posts over time: axes in the viewer's zone and locale, colours from the page's tokens. */
import uPlot from 'uplot'
import { formatCompact } from '../text/format-number.ts'
import { formatClock, formatDayAndClock } from '../text/format-time.ts'
import { drawHatch, drawUntracked } from './backdrop.ts'
import { axisCeiling, type SeriesShape } from './series-shape.ts'

export interface ChartColors {
  ink: string
  line: string
  bar: string
  hatch: string
}

export interface ChartInput {
  width: number
  height: number
  colors: ChartColors
  /** Read at every drawing: the data moves, the chart stays. */
  readShape: () => SeriesShape
  onCursor: (index: number | null) => void
}

/** Bars would be thinner than a pixel: the outline of the same steps is drawn instead. */
const MAX_BARS = 400
const DAY_SEC = 86_400

export function createChartOptions(input: ChartInput): uPlot.Options {
  const { colors } = input
  const isDense = input.readShape().starts.length > MAX_BARS
  const paths = isDense
    ? uPlot.paths.stepped?.({ align: 1 })
    : uPlot.paths.bars?.({ size: [0.82, 60], align: 1 })
  const series = (fill: string): uPlot.Series => ({
    ...(paths === undefined ? {} : { paths }),
    fill,
    width: isDense ? 1 : 0,
    stroke: isDense ? colors.bar : fill,
    points: { show: false },
  })
  return {
    width: input.width,
    height: input.height,
    padding: [10, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { setScale: false, x: false, y: false } },
    scales: {
      // A bar stands to the right of its bucket's beginning: the last one needs room, too.
      x: { time: true, range: () => [input.readShape().fromSec, input.readShape().toSec] },
      y: { range: () => [0, axisCeiling(input.readShape().peak)] },
    },
    axes: [timeAxis(colors), countAxis(colors)],
    series: [
      {},
      series(isDense ? withAlpha(colors.bar, 0.35) : colors.bar),
      series(withAlpha(colors.bar, 0.45)),
    ],
    hooks: {
      drawAxes: [
        (chart) => drawUntracked(chart, input.readShape(), colors.line),
        (chart) => drawHatch(chart, input.readShape().blind, colors.hatch),
      ],
      setCursor: [(chart) => input.onCursor(bucketUnderCursor(chart))],
    },
  }
}

/** The bucket the pointer is in, not the one whose beginning is nearest. */
function bucketUnderCursor(chart: uPlot): number | null {
  const left = chart.cursor.left ?? -1
  if (left < 0) return null
  const atSec = chart.posToVal(left, 'x')
  const starts = chart.data[0]
  const nearest = chart.valToIdx(atSec)
  const start = starts[nearest]
  return start !== undefined && start > atSec ? Math.max(0, nearest - 1) : nearest
}

function timeAxis(colors: ChartColors): uPlot.Axis {
  return {
    ...axisLook(colors),
    grid: { show: false },
    size: 30,
    space: 76,
    values: (_, ticks) => {
      const spanSec = (ticks.at(-1) ?? 0) - (ticks[0] ?? 0)
      return ticks.map((sec) =>
        spanSec > DAY_SEC * 1.5 ? formatDayAndClock(sec * 1000) : formatClock(sec * 1000),
      )
    },
  }
}

function countAxis(colors: ChartColors): uPlot.Axis {
  return {
    ...axisLook(colors),
    size: 46,
    space: 40,
    incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6],
    values: (_, ticks) => ticks.map((count) => formatCompact(count)),
  }
}

function axisLook(colors: ChartColors): uPlot.Axis {
  return {
    stroke: colors.ink,
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: colors.line, width: 1 },
    ticks: { show: false },
  }
}

function withAlpha(color: string, alpha: number): string {
  return `color-mix(in srgb, ${color} ${alpha * 100}%, transparent)`
}

/** Owns one uPlot chart: made when its box has a width, fed with new data, gone with the component. */
import { useEffect, useRef, useState, type RefObject } from 'react'
import uPlot from 'uplot'
import { createChartOptions, type ChartColors } from './chart-options.ts'
import type { SeriesShape } from './series-shape.ts'

export interface ChartCursor {
  /** Of the bucket under the pointer. */
  index: number
  /** Where the bucket begins, from the left edge of the chart. */
  leftPx: number
}

/** The chart keeps the colours and the kind of drawing it was made with: give the component a key of them. */
export function useChart(
  host: RefObject<HTMLElement | null>,
  shape: SeriesShape,
  widthPx: number,
  heightPx: number,
): ChartCursor | null {
  const chart = useRef<uPlot | null>(null)
  const latestShape = useRef(shape)
  const [cursor, setCursor] = useState<ChartCursor | null>(null)
  const isReady = widthPx > 0

  useEffect(() => {
    latestShape.current = shape
    chart.current?.setData(chartData(shape))
  }, [shape])

  useEffect(() => {
    if (host.current === null || !isReady) return
    const plot = new uPlot(
      createChartOptions({
        width: host.current.clientWidth,
        height: heightPx,
        colors: readColors(),
        readShape: () => latestShape.current,
        onCursor: (index) => setCursor(index === null ? null : placeCursor(plot, index)),
      }),
      chartData(latestShape.current),
      host.current,
    )
    chart.current = plot
    return () => {
      chart.current = null
      plot.destroy()
    }
  }, [host, isReady, heightPx])

  useEffect(() => {
    if (widthPx > 0) chart.current?.setSize({ width: widthPx, height: heightPx })
  }, [widthPx, heightPx])

  return cursor
}

function placeCursor(plot: uPlot, index: number): ChartCursor {
  const plotLeftPx = plot.bbox.left / devicePixelRatio
  return { index, leftPx: plotLeftPx + plot.valToPos(plot.data[0][index] ?? 0, 'x') }
}

function chartData(shape: SeriesShape): uPlot.AlignedData {
  return [shape.starts, shape.counts, shape.running]
}

function readColors(): ChartColors {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    ink: token('--ink-muted'),
    line: token('--line'),
    bar: token('--accent-ink'),
    hatch: token('--hatch'),
  }
}

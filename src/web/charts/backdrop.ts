/** What lies behind the bars. Diagonal lines over what was not covered: seen without colour, and never mistaken for a value. */
import type uPlot from 'uplot'
import type { BlindSpan, SeriesShape } from './series-shape.ts'

const LINE_DISTANCE_CSS_PX = 6

export function drawHatch(chart: uPlot, spans: readonly BlindSpan[], color: string): void {
  const { ctx, bbox } = chart
  const ratio = devicePixelRatio
  ctx.save()
  ctx.beginPath()
  for (const { fromSec, toSec } of spans) {
    const left = Math.max(bbox.left, chart.valToPos(fromSec, 'x', true))
    const right = Math.min(bbox.left + bbox.width, chart.valToPos(toSec, 'x', true))
    // A gap shorter than a pixel is still a gap.
    if (right > bbox.left && left < bbox.left + bbox.width) {
      ctx.rect(left, bbox.top, Math.max(right - left, 2 * ratio), bbox.height)
    }
  }
  ctx.clip()
  ctx.strokeStyle = color
  ctx.lineWidth = ratio
  ctx.beginPath()
  const distance = LINE_DISTANCE_CSS_PX * ratio
  for (let x = bbox.left - bbox.height; x < bbox.left + bbox.width; x += distance) {
    ctx.moveTo(x, bbox.top + bbox.height)
    ctx.lineTo(x + bbox.height, bbox.top)
  }
  ctx.stroke()
  ctx.restore()
}

/** A plain shade over the time before the keyword was added: nothing is missing there. */
export function drawUntracked(chart: uPlot, shape: SeriesShape, color: string): void {
  const { ctx, bbox } = chart
  const edge = Math.min(chart.valToPos(shape.trackedFromSec, 'x', true), bbox.left + bbox.width)
  if (edge <= bbox.left) return
  ctx.save()
  ctx.fillStyle = color
  ctx.globalAlpha = 0.55
  ctx.fillRect(bbox.left, bbox.top, edge - bbox.left, bbox.height)
  ctx.restore()
}

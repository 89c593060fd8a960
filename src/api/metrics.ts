/** What Prometheus sees of this server. Figures of streams are read from the database when they are asked for. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { STREAM_STATES, type Stream } from '../domain/stream.ts'
import { AppError } from '../lib/errors.ts'
import type { Tail } from '../live/tail.ts'
import type { Store } from '../store/store.ts'
import type { App } from './app.ts'

/** One series per stream and figure; totals only rise while the stream exists. */
const STREAM_TOTALS = [
  ['magpie_posts_received_total', 'Post lines read from the network, repeats included', 'received'],
  ['magpie_posts_stored_total', 'Posts committed that were not there before', 'stored'],
  ['magpie_posts_duplicate_total', 'Posts delivered again', 'duplicates'],
  ['magpie_lines_rejected_total', 'Lines that could not be read', 'rejected'],
  ['magpie_stream_connects_total', 'Connections opened', 'connects'],
] as const

export interface MetricsText {
  readonly contentType: string
  readonly text: string
}

/** Registers the metrics of this server; answers the function that reads them all for one scrape. */
export function registerMetricsOf(
  app: App,
  registry: Registry,
  store: Store,
  tail: Tail,
): () => Promise<MetricsText> {
  // Event loop lag, memory and garbage collection of this process; once per registry, whoever comes first.
  if (!registry.getSingleMetric('nodejs_eventloop_lag_seconds')) {
    collectDefaultMetrics({ register: registry })
  }
  registerRequestMetrics(app, registry)
  // Asked for at each scrape: nothing has to be counted up and down.
  const clients: Gauge = new Gauge({
    name: 'magpie_live_clients',
    help: 'Open live responses',
    registers: [registry],
    collect: () => clients.set(tail.cursorCount),
  })
  const refresh = registerStreamMetrics(registry, store)
  return async () => {
    // Before, not in a metric's own `collect`: those run side by side, and one would show what another had last time.
    await refresh()
    return { contentType: registry.contentType, text: await registry.metrics() }
  }
}

function registerRequestMetrics(app: App, registry: Registry): void {
  const durations = new Histogram({
    name: 'magpie_http_request_duration_seconds',
    help: 'From the first byte of the request to the last of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  })
  app.addHook('onResponse', async (request: FastifyRequest, reply: FastifyReply) => {
    const { config, url: route = 'none' } = request.routeOptions
    if (config.isEndless) return
    const labels = { method: request.method, route, status: reply.statusCode }
    durations.observe(labels, reply.elapsedTime / 1000)
  })
}

function registerStreamMetrics(registry: Registry, store: Store): () => Promise<void> {
  const labelNames = ['stream', 'network']
  const registers = [registry]
  const totals = STREAM_TOTALS.map(([name, help, field]) => ({
    counter: new Counter({ name, help, labelNames, registers }),
    field,
  }))
  const lag = new Gauge({
    name: 'magpie_stream_lag_seconds',
    help: 'Age of the newest post when it was received',
    labelNames,
    registers,
  })
  const states = new Gauge({
    name: 'magpie_stream_state',
    help: '1 for the state the stream is in, 0 for the others',
    labelNames: [...labelNames, 'state'],
    registers,
  })
  const up = new Gauge({
    name: 'magpie_database_up',
    help: '1 when the database answered this scrape',
    registers,
  })
  return async () => {
    const streams = await readStreams(store)
    for (const metric of [lag, states, ...totals.map(({ counter }) => counter)]) metric.reset()
    up.set(streams ? 1 : 0)
    for (const stream of streams ?? []) {
      const labels = { stream: stream.id, network: stream.network }
      for (const { counter, field } of totals) counter.inc(labels, stream[field])
      if (stream.lagMs !== null) lag.set(labels, stream.lagMs / 1000)
      for (const state of STREAM_STATES) {
        states.set({ ...labels, state }, state === stream.state ? 1 : 0)
      }
    }
  }
}

/** Null when the database is away: the other figures are wanted most then. */
async function readStreams(store: Store): Promise<readonly Stream[] | null> {
  try {
    return await store.listStreams()
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

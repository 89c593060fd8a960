/** The table of contents of the HTTP API: one file per route, named after its address. */
import type { ApiContext, App } from './app.ts'
import type { PasswordAttempts } from './auth/attempts.ts'
import { registerCompare } from './routes/compare.ts'
import { registerCoverage } from './routes/coverage.ts'
import { registerHealthz } from './routes/healthz.ts'
import { registerKeywordCreate } from './routes/keyword-create.ts'
import { registerKeywordDelete } from './routes/keyword-delete.ts'
import { registerKeywordHistory } from './routes/keyword-history.ts'
import { registerKeywordList } from './routes/keyword-list.ts'
import { registerKeywordPreview } from './routes/keyword-preview.ts'
import { registerKeywordRead } from './routes/keyword-read.ts'
import { registerKeywordSeries } from './routes/keyword-series.ts'
import { registerKeywordSummary } from './routes/keyword-summary.ts'
import { registerKeywordTop } from './routes/keyword-top.ts'
import { registerKeywordUpdate } from './routes/keyword-update.ts'
import { registerLive } from './routes/live.ts'
import { registerMetrics } from './routes/metrics.ts'
import { registerPostList } from './routes/post-list.ts'
import { registerPostRead } from './routes/post-read.ts'
import { registerReadyz } from './routes/readyz.ts'
import { registerSessionCreate } from './routes/session-create.ts'
import { registerSessionDelete } from './routes/session-delete.ts'
import { registerSessionRead } from './routes/session-read.ts'
import { registerStreamCreate } from './routes/stream-create.ts'
import { registerStreamDelete } from './routes/stream-delete.ts'
import { registerStreamList } from './routes/stream-list.ts'
import { registerStreamRead } from './routes/stream-read.ts'
import { registerStreamStart } from './routes/stream-start.ts'
import { registerStreamStop } from './routes/stream-stop.ts'
import { registerStreamUpdate } from './routes/stream-update.ts'
import { registerSystem } from './routes/system.ts'
import { registerUsage } from './routes/usage.ts'

export function registerRoutes(app: App, context: ApiContext, attempts: PasswordAttempts): void {
  registerKeywordList(app, context)
  registerKeywordCreate(app, context)
  registerKeywordPreview(app, context)
  registerKeywordRead(app, context)
  registerKeywordUpdate(app, context)
  registerKeywordDelete(app, context)
  registerKeywordHistory(app, context)
  registerKeywordSeries(app, context)
  registerKeywordTop(app, context)
  registerKeywordSummary(app, context)
  registerCompare(app, context)

  registerStreamList(app, context)
  registerStreamCreate(app, context)
  registerStreamRead(app, context)
  registerStreamUpdate(app, context)
  registerStreamDelete(app, context)
  registerStreamStart(app, context)
  registerStreamStop(app, context)
  registerCoverage(app, context)

  registerPostList(app, context)
  registerPostRead(app, context)
  registerLive(app, context)

  registerSystem(app, context)
  registerUsage(app, context)
  registerHealthz(app)
  registerReadyz(app, context)
  registerMetrics(app, context)

  registerSessionRead(app, context)
  registerSessionCreate(app, context, attempts)
  registerSessionDelete(app)
}

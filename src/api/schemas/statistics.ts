import { Type } from 'typebox'
import { COVERAGE_STATES } from '../../domain/coverage.ts'
import type {
  WireCompare,
  WireCoverage,
  WireCoverageInterval,
  WireSeries,
  WireSeriesPoint,
  WireSummary,
  WireTop,
} from '../../domain/wire.ts'
import { FACETS } from '../../store/store.ts'
import { nullable, oneOf, reference, Time, wireSchema } from './common.ts'

export const BUCKET_NAMES = ['minute', 'hour', 'day'] as const

export const SeriesPointSchema = wireSchema<WireSeriesPoint>()(
  Type.Object(
    {
      at: Time,
      posts: Type.Integer({ description: 'every kind' }),
      reposts: Type.Integer(),
      replies: Type.Integer(),
      quotes: Type.Integer(),
      coverage: Type.Number({ minimum: 0, maximum: 1, description: 'part that was watched' }),
    },
    { $id: 'SeriesPoint' },
  ),
)

export const SeriesSchema = wireSchema<WireSeries>()(
  Type.Object(
    {
      bucket: oneOf(BUCKET_NAMES),
      from: Time,
      to: Time,
      points: Type.Array(reference<WireSeriesPoint>('SeriesPoint')),
    },
    { $id: 'Series' },
  ),
)

export const TopSchema = wireSchema<WireTop>()(
  Type.Object(
    {
      facet: oneOf(FACETS),
      rows: Type.Array(
        Type.Object({ value: Type.String(), key: Type.String(), posts: Type.Integer() }),
      ),
    },
    { $id: 'Top' },
  ),
)

export const SummarySchema = wireSchema<WireSummary>()(
  Type.Object(
    {
      posts: Type.Integer(),
      reposts: Type.Integer(),
      replies: Type.Integer(),
      quotes: Type.Integer(),
      authors: Type.Integer(),
      peak: nullable(Type.Object({ at: Time, posts: Type.Integer() })),
      firstPostAt: nullable(Time),
      lastPostAt: nullable(Time),
      coverage: Type.Number({ minimum: 0, maximum: 1 }),
      previous: Type.Object({ posts: Type.Integer(), authors: Type.Integer() }),
    },
    { $id: 'Summary' },
  ),
)

export const CompareSchema = wireSchema<WireCompare>()(
  Type.Object(
    {
      bucket: oneOf(BUCKET_NAMES),
      from: Time,
      to: Time,
      keywords: Type.Array(
        Type.Object({
          id: Type.String(),
          points: Type.Array(reference<WireSeriesPoint>('SeriesPoint')),
        }),
      ),
      overlap: Type.Array(
        Type.Object({
          keywords: Type.Tuple([Type.String(), Type.String()]),
          posts: Type.Integer(),
        }),
      ),
    },
    { $id: 'Compare' },
  ),
)

export const CoverageIntervalSchema = wireSchema<WireCoverageInterval>()(
  Type.Object(
    {
      streamId: Type.String(),
      from: Time,
      to: Time,
      state: oneOf(COVERAGE_STATES),
      reason: nullable(Type.String()),
      healedBy: nullable(Type.String()),
      recovered: Type.Integer(),
      healing: nullable(
        Type.Object(
          {
            missing: Type.Array(Type.String(), {
              description: 'what this way of healing cannot give: reposts, quoted-text, deleted',
            }),
            leftOut: Type.Array(Type.Object({ keywordId: Type.String(), reason: Type.String() }), {
              description: 'keywords for which the interval is still a gap',
            }),
            problem: nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
          },
          { description: 'null: nothing was tried yet' },
        ),
      ),
    },
    { $id: 'CoverageInterval' },
  ),
)

export const CoverageSchema = wireSchema<WireCoverage>()(
  Type.Object(
    {
      coveredRatio: Type.Number({ minimum: 0, maximum: 1 }),
      intervals: Type.Array(reference<WireCoverageInterval>('CoverageInterval')),
    },
    { $id: 'Coverage' },
  ),
)

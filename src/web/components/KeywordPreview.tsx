import type { WirePreview } from '../../domain/wire.ts'
import type { KeywordIndex } from '../api/use-keyword-index.ts'
import { listQueryTerms } from '../text/query-terms.ts'
import { formatCount, formatUsd } from '../text/format-number.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import classes from './KeywordPreview.module.css'
import { Panel } from './Panel.tsx'
import { PostCard } from './PostCard.tsx'

export interface KeywordPreviewProps {
  query: string
  /** Null: there is no query yet, or no answer. */
  preview: WirePreview | null
  /** The answer is for what stood there a moment ago. */
  isOld: boolean
  error: Error | null
}

/** What saving would bring: length, estimate, stored posts that match. */
export function KeywordPreview({ query, preview, isOld, error }: KeywordPreviewProps) {
  return (
    <Panel
      title="Preview"
      aside={isOld && preview !== null && <span className={classes.quiet}>Checking…</span>}
    >
      {error !== null && <ErrorNotice title="The query could not be checked" error={error} />}
      {preview === null && error === null && (
        <p className={classes.quiet}>
          {query.trim() === ''
            ? 'Write a query to see whether X takes it, what it may bring, and posts that match.'
            : 'Checking…'}
        </p>
      )}
      {preview !== null && (
        <div aria-busy={isOld}>
          <Facts preview={preview} />
          <EstimateSource source={preview.estimate.source} />
          {preview.valid && <Sample preview={preview} query={query} />}
        </div>
      )}
    </Panel>
  )
}

function Facts({ preview }: { preview: WirePreview }) {
  const { postsPerDay, usdPerMonth } = preview.estimate
  return (
    <dl className={classes.facts}>
      <div>
        <dt>X takes it</dt>
        <dd data-bad={!preview.valid}>{preview.valid ? 'Yes' : 'No'}</dd>
      </div>
      <div>
        <dt>Length</dt>
        <dd data-bad={preview.x.length > preview.x.limit}>
          {formatCount(preview.x.length)} of {formatCount(preview.x.limit)}
        </dd>
      </div>
      <div>
        <dt>Posts a day</dt>
        <dd>{postsPerDay === null ? 'unknown' : `about ${formatCount(postsPerDay)}`}</dd>
      </div>
      {usdPerMonth !== null && (
        <div>
          <dt>Cost a month</dt>
          <dd>about {formatUsd(usdPerMonth)}</dd>
        </div>
      )}
    </dl>
  )
}

function EstimateSource({ source }: { source: WirePreview['estimate']['source'] }) {
  if (source === 'none') return null
  const words = source === 'history' ? 'from what is stored here' : 'by X’s own counts'
  return <p className={classes.source}>Estimated {words}.</p>
}

function Sample({ preview, query }: { preview: WirePreview; query: string }) {
  if (preview.sample.length === 0) {
    return (
      <p className={classes.quiet}>
        None of the posts stored lately matches. New ones are collected once you save.
      </p>
    )
  }
  const terms = listQueryTerms(query)
  return (
    <>
      <h3 className={classes.heading}>Stored posts that match</h3>
      <ul className={classes.sample}>
        {preview.sample.map((post) => (
          <li key={`${post.network}:${post.id}`}>
            <PostCard post={post} keywords={NO_KEYWORDS} extraTerms={terms} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** The sample is about this query: other keywords would only distract. */
const NO_KEYWORDS: KeywordIndex = {}

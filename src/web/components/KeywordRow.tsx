import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import type { WireKeyword, WireStream } from '../../domain/wire.ts'
import { describeDeliveries, keywordName } from '../text/delivery-words.ts'
import { formatCount } from '../text/format-number.ts'
import { DeliveryLines } from './DeliveryLines.tsx'
import { KeywordActions } from './KeywordActions.tsx'
import classes from './KeywordRow.module.css'
import { RelativeTime } from './RelativeTime.tsx'

export interface KeywordRowProps {
  keyword: WireKeyword
  streams: readonly WireStream[]
  onDelete: (keyword: WireKeyword) => void
}

export function KeywordRow({ keyword, streams, onDelete }: KeywordRowProps) {
  const nameId = useId()
  const name = keywordName(keyword)
  return (
    <li className={classes.row} data-paused={!keyword.active}>
      <div className={classes.keyword}>
        <Link
          to="/keywords/$id/statistics"
          params={{ id: keyword.id }}
          id={nameId}
          className={classes.name ?? ''}
        >
          {name}
        </Link>
        {name !== keyword.query && <code className={classes.query}>{keyword.query}</code>}
      </div>
      <div className={classes.state}>
        <DeliveryLines lines={describeDeliveries(keyword, streams)} />
      </div>
      <div className={classes.number}>
        <span className={classes.count}>{formatCount(keyword.postCount)}</span>{' '}
        <span className={classes.unit}>{keyword.postCount === 1 ? 'post' : 'posts'}</span>
      </div>
      <div className={classes.last}>
        <span className={classes.unit}>last post </span>
        {keyword.lastPostAt === null ? 'none yet' : <RelativeTime at={keyword.lastPostAt} />}
      </div>
      <KeywordActions keyword={keyword} nameId={nameId} onDelete={onDelete} />
    </li>
  )
}

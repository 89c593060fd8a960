import { IconCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { KeywordIndex } from '../api/use-keyword-index.ts'
import classes from './KeywordFilter.module.css'

export interface KeywordFilterProps {
  keywords: KeywordIndex
  /** Ids; empty = all. */
  selected: readonly string[]
}

/**
 * Which keywords the live list shows: a column beside it, pills above it on narrow screens. Kept in the address:
 * each entry is a link to the list it would give.
 */
export function KeywordFilter({ keywords, selected }: KeywordFilterProps) {
  return (
    <nav aria-label="Filter by keyword" className={classes.filter}>
      <h2 className={classes.heading}>Show</h2>
      <ul className={classes.pills}>
        <li>
          <Pill label="All keywords" isOn={selected.length === 0} keyword={[]} />
        </li>
        {Object.entries(keywords).map(([id, { name }]) => {
          const isOn = selected.includes(id)
          const keyword = isOn ? selected.filter((one) => one !== id) : [...selected, id]
          return (
            <li key={id}>
              <Pill label={name} isOn={isOn} keyword={keyword} />
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

function Pill({ label, isOn, keyword }: { label: string; isOn: boolean; keyword: string[] }) {
  return (
    <Link
      to="/live"
      search={keyword.length === 0 ? {} : { keyword }}
      replace
      resetScroll={false}
      className={classes.pill ?? ''}
      data-on={isOn}
      activeOptions={{ exact: true, includeSearch: true }}
      aria-current={isOn ? 'true' : undefined}
    >
      <span>{label}</span>
      {isOn && <IconCheck size={16} stroke={2} aria-hidden className={classes.check ?? ''} />}
    </Link>
  )
}

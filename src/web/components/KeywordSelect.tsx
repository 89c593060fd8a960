import { NativeSelect } from '@mantine/core'
import type { WireKeyword } from '../../domain/wire.ts'
import { keywordName } from '../text/delivery-words.ts'
import classes from './KeywordSelect.module.css'

export interface KeywordSelectProps {
  keywords: readonly WireKeyword[]
  value: string
  onChange: (id: string) => void
}

export function KeywordSelect({ keywords, value, onChange }: KeywordSelectProps) {
  return (
    <NativeSelect
      aria-label="Keyword"
      className={classes.select ?? ''}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={keywords.map((keyword) => ({ value: keyword.id, label: keywordName(keyword) }))}
    />
  )
}

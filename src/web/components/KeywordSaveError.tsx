import { Link } from '@tanstack/react-router'
import { ApiError } from '../api/api-error.ts'
import { ErrorNotice } from './ErrorNotice.tsx'
import classes from './KeywordSaveError.module.css'
import { QueryProblems } from './QueryProblems.tsx'

export interface KeywordSaveErrorProps {
  error: Error
  query: string
  /** The form says the same already, at the field. */
  areProblemsShown: boolean
}

/** Why a keyword could not be saved: it is there already, X refuses the query, or anything else. */
export function KeywordSaveError({ error, query, areProblemsShown }: KeywordSaveErrorProps) {
  const existingId = readExistingId(error)
  if (existingId !== null) {
    return (
      <div className={classes.notice} role="alert">
        This query is tracked already.{' '}
        <Link to="/keywords/$id/statistics" params={{ id: existingId }}>
          See the existing keyword
        </Link>
      </div>
    )
  }
  const problems = error instanceof ApiError && !areProblemsShown ? error.queryProblems : []
  return (
    <>
      <ErrorNotice title="It was not saved" error={error} />
      <QueryProblems query={query} problems={problems} severity="error" />
    </>
  )
}

function readExistingId(error: Error): string | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null
  const { existingId } = error.problem
  return typeof existingId === 'string' ? existingId : null
}

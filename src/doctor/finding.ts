/** What the doctor found: one line each, and what to do about it. */

export interface Finding {
  /** fail: somebody has to do something · warn: it works, and should be looked at */
  readonly level: 'ok' | 'warn' | 'fail'
  readonly subject: string
  readonly detail: string
  /** Null when there is nothing to do. */
  readonly action: string | null
}

export function finding(
  level: Finding['level'],
  subject: string,
  detail: string,
  action: string | null = null,
): Finding {
  return { level, subject, detail, action }
}

/** One line, however many the texts have. */
export function printFinding({ level, subject, detail, action }: Finding): string {
  const text = `${level.padEnd(4)}  ${subject}: ${detail}${action === null ? '' : ` To do: ${action}`}`
  return text.replace(/\s*\n\s*/g, ' ')
}

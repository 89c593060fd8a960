/**
 * Query parameters as X takes them: unknown names and values are refused with X's sentences, all
 * faults at once.
 */
import type { RequestFault } from './problems.ts'

/** Names present that the endpoint does not have. */
export function unknownParameters(
  params: URLSearchParams,
  known: readonly string[],
): RequestFault[] {
  return [...new Set(params.keys())]
    .filter((name) => !known.includes(name))
    .map((name) => ({
      parameters: { [name]: params.getAll(name) },
      message: `The query parameter [${name}] is not one of [${known.toSorted().join(',')}]`,
    }))
}

/** A comma-separated list; null when the parameter is absent. Unknown values become faults. */
export function readList(
  params: URLSearchParams,
  name: string,
  known: readonly string[] | null,
  faults: RequestFault[],
): string[] | null {
  if (!params.has(name)) return null
  const values = params
    .getAll(name)
    .flatMap((text) => text.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '')
  if (values.length === 0) {
    faults.push({
      parameters: { [name]: params.getAll(name) },
      message: `The \`${name}\` query parameter can not be empty`,
    })
  }
  const unknown = known ? values.filter((value) => !known.includes(value)) : []
  for (const value of unknown) {
    faults.push({
      parameters: { [name]: [value] },
      message: `The \`${name}\` query parameter value [${value}] is not one of [${known!.join(',')}]`,
    })
  }
  return values
}

export function readInteger(
  params: URLSearchParams,
  name: string,
  range: { readonly min: number; readonly max: number; readonly fallback: number },
  faults: RequestFault[],
): number {
  const text = params.get(name)
  if (text === null) return range.fallback
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= range.min && value <= range.max) return value
  faults.push({
    parameters: { [name]: [text] },
    message: `The \`${name}\` query parameter value [${text}] is not between ${range.min} and ${range.max}`,
  })
  return range.fallback
}

export function readChoice<T extends string>(
  params: URLSearchParams,
  name: string,
  choices: readonly T[],
  fallback: T,
  faults: RequestFault[],
): T {
  const text = params.get(name)
  if (text === null) return fallback
  const found = choices.find((choice) => choice === text)
  if (found !== undefined) return found
  faults.push({
    parameters: { [name]: [text] },
    message: `The \`${name}\` query parameter value [${text}] is not one of [${choices.join(',')}]`,
  })
  return fallback
}

export function readBoolean(
  params: URLSearchParams,
  name: string,
  faults: RequestFault[],
): boolean {
  return readChoice(params, name, ['true', 'false'], 'false', faults) === 'true'
}

/** A value that must look like this; null when absent. */
export function readPattern(
  params: URLSearchParams,
  name: string,
  pattern: RegExp,
  faults: RequestFault[],
): string | null {
  const text = params.get(name)
  if (text === null || pattern.test(text)) return text
  faults.push({
    parameters: { [name]: [text] },
    message: `The \`${name}\` query parameter value [${text}] does not match ${pattern.source}`,
  })
  return null
}

const TIME_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/

/** ISO 8601 in UTC, seconds optional as X allows; ms, or null when absent. */
export function readTimeMs(
  params: URLSearchParams,
  name: string,
  faults: RequestFault[],
): number | null {
  const text = params.get(name)
  if (text === null) return null
  const timeMs = TIME_PATTERN.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(timeMs)) return timeMs
  faults.push({
    parameters: { [name]: [text] },
    message: `The \`${name}\` query parameter value [${text}] does not match YYYY-MM-DDTHH:mm:ssZ`,
  })
  return null
}

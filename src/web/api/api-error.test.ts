import { expect, test } from 'vitest'
import {
  ApiError,
  decodeProblem,
  errorSentence,
  isNotFound,
  isSignInNeeded,
  UnreachableError,
} from './api-error.ts'

const REFUSAL = JSON.stringify({
  type: 'about:blank',
  title: 'Unprocessable',
  status: 422,
  code: 'keyword.invalid-query',
  detail: 'X refuses the query.',
  problems: [
    { message: 'no such operator', position: 3, length: 5 },
    { message: 'without a place' },
  ],
  existingId: 'k7',
})

test('a problem document is read with its extras', () => {
  const problem = decodeProblem(422, 'Unprocessable', REFUSAL)
  expect(problem).toMatchObject({ code: 'keyword.invalid-query', existingId: 'k7' })
  expect(new ApiError(problem, null).queryProblems).toEqual([
    { message: 'no such operator', position: 3, length: 5 },
  ])
})

test.each(['', '<html>Bad gateway</html>', '[]', 'null', '"text"'])(
  'an answer that is no problem document is told by its status: %s',
  (body) => {
    expect(decodeProblem(502, 'Bad Gateway', body)).toMatchObject({
      status: 502,
      code: 'http.502',
      detail: 'The server answered 502 Bad Gateway.',
    })
  },
)

test('the status of the answer counts, not what the body says of it', () => {
  expect(decodeProblem(503, '', '{"status":200}').status).toBe(503)
})

test('only what may pass by itself is tried again', () => {
  const error = (status: number): ApiError => new ApiError(decodeProblem(status, '', ''), null)
  expect([400, 404, 409, 422].map((status) => error(status).retry)).toEqual(
    Array.from({ length: 4 }, () => 'never'),
  )
  expect([429, 500, 503].map((status) => error(status).retry)).toEqual(
    Array.from({ length: 3 }, () => 'backoff'),
  )
  expect(isSignInNeeded(error(401))).toBe(true)
  expect(isNotFound(error(404))).toBe(true)
  expect(isNotFound(new Error('404'))).toBe(false)
})

test('every error has a sentence', () => {
  expect(errorSentence(new UnreachableError('x'))).toContain('does not answer')
  expect(errorSentence(new ApiError(decodeProblem(422, '', REFUSAL), null))).toBe(
    'X refuses the query.',
  )
  expect(errorSentence('odd')).toBe('odd')
})

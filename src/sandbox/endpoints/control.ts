/**
 * `POST /sandbox/control` and `GET /sandbox/state`: what X does not have; see
 * control/control-action.ts.
 */
import { decodeControlAction, type ControlAction } from '../control/control-action.ts'
import { jsonAnswer, type Answer } from '../http/answer.ts'
import { invalidRequest } from '../http/problems.ts'
import { readInteger, unknownParameters } from '../http/query.ts'
import { readJsonBody } from '../http/request-body.ts'
import type { Endpoint, EndpointRequest } from './endpoint.ts'
import type { SandboxState } from '../sandbox-state.ts'

const MAX_IDS = 10_000

export interface ControlEndpointParts {
  readonly apply: (action: ControlAction) => number
  readonly readState: (after: number, limit: number) => SandboxState
}

export function createControlEndpoints(parts: ControlEndpointParts): Endpoint[] {
  return [
    {
      method: 'POST',
      path: '/sandbox/control',
      limit: null,
      handle: (request) => control(request, parts),
    },
    {
      method: 'GET',
      path: '/sandbox/state',
      limit: null,
      handle: ({ params }) => state(params, parts),
    },
  ]
}

async function control(
  { incoming }: EndpointRequest,
  { apply }: ControlEndpointParts,
): Promise<Answer> {
  const body = await readJsonBody(incoming)
  if (body.kind === 'refused') return body.answer
  const decoded = decodeControlAction(body.value)
  if (decoded.kind === 'invalid') {
    const message = `The control request was not understood: ${decoded.problem}`
    return invalidRequest([{ parameters: {}, message }])
  }
  return jsonAnswer({ action: decoded.action.action, affected: apply(decoded.action) })
}

/**
 * `after`: how many deliveries are known already; the ids of those behind it come, at most `limit`.
 */
function state(params: URLSearchParams, { readState }: ControlEndpointParts): Answer {
  const faults = unknownParameters(params, ['after', 'limit'])
  const after = readInteger(
    params,
    'after',
    { min: 0, max: Number.MAX_SAFE_INTEGER, fallback: 0 },
    faults,
  )
  const limit = readInteger(params, 'limit', { min: 0, max: MAX_IDS, fallback: 1000 }, faults)
  if (faults.length > 0) return invalidRequest(faults)
  return jsonAnswer(readState(after, limit))
}

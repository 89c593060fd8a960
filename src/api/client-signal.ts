import type { ServerResponse } from 'node:http'
import { AppError } from '../lib/errors.ts'

/** Whoever asked has closed the connection before the answer. */
export class ClientGoneError extends AppError {
  readonly code = 'request.client-gone'
  readonly retry = 'never'
}

/**
 * Fires when the client goes away before its answer is complete. Taken from the response, because a request with a body
 * counts as closed as soon as the body has been read.
 */
export function clientSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController()
  const onClose = (): void => {
    if (!response.writableFinished) {
      controller.abort(new ClientGoneError('the client closed the connection'))
    }
  }
  if (response.closed) onClose()
  else response.once('close', onClose)
  return controller.signal
}

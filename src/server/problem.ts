// Errors of the mock itself, on any path, as problem+json. @see https://www.rfc-editor.org/rfc/rfc9457

import type { FastifyReply } from 'fastify';
import { KitError, toProblem } from '../base/errors.ts';
import type { Log } from '../base/log.ts';

export function sendProblem(reply: FastifyReply, error: KitError): void {
  reply
    .code(error.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store');
  reply.send(JSON.stringify(toProblem(error)));
}

/** Answers a thrown error. An internal error is logged with its stack and answered without it. */
export function answerError(error: Error & { statusCode?: number }, reply: FastifyReply, log: Log): void {
  const problem = toKitError(error);
  if (problem !== error && problem.status >= 500)
    log.error('a request failed inside aps-userinfo', { stack: error.stack });
  sendProblem(reply, problem);
}

/** What Fastify refuses is the caller's mistake; all else that is no error of ours is a bug. */
export function toKitError(error: Error & { statusCode?: number }): KitError {
  if (error instanceof KitError) return error;
  if (error.statusCode === 413) return new KitError('ERR_REQUEST_TOO_LARGE', 'The body is larger than 1048576 bytes.');
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new KitError('ERR_REQUEST_INVALID', error.message);
  return new KitError('ERR_INTERNAL', `A bug in aps-userinfo: ${error.message}`, {
    hint: 'Please report it; the log has details.',
  });
}

// A request that is turned down before it has a journal entry is answered with the headers of all others.

import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { corsHeaders } from './cors.ts';

/** Lets pages of other origins read the error, where they may, and gives the answer an id. */
export function addErrorHeaders(reply: FastifyReply, cors: boolean): void {
  reply.header('x-request-id', randomUUID());
  if (cors) reply.headers(corsHeaders);
}

// Step: the answer of a forced error, whoever calls.

import type { Behaviour } from '../scenarios/scenario.ts';
import { withBehaviour } from './build-answer.ts';
import { errorAnswer } from './error-answer.ts';
import type { Answer, Exchange } from './exchange.ts';

/** The documented error that a scenario forces, with what else the scenario says. */
export function buildForced(exchange: Exchange, behaviour: Behaviour): Answer {
  const { status = 500, example, body, contentType } = behaviour;
  const answer = errorAnswer(exchange, { status, example });
  if (body === undefined) return withBehaviour(exchange, answer, behaviour);
  const headers = { ...answer.headers, 'content-type': contentType ?? 'application/json; charset=utf-8' };
  return withBehaviour(exchange, { ...answer, headers, body, outcome: 'raw body' }, behaviour);
}

// Step: builds error answers, of a rejection or forced by a scenario. Clients that are broken or throttled get the same
// one many times, so the last of each kind is kept.

import { LruMap } from 'toad-cache';
import type { Behaviour } from '../scenarios/scenario.ts';
import { longestRemembered, withBehaviour } from './build-answer.ts';
import { errorAnswer, madeFromSchema, retryAfter } from './error-answer.ts';
import type { Answer, Exchange, Rejection, Route, Selection } from './exchange.ts';
import { headOf } from './headers.ts';

/** The answer to a rejection, as the document has it. */
export function buildRejected(exchange: Exchange, rejection: Rejection, selection: Selection | undefined): Answer {
  const { status, example, retryAfterSeconds } = rejection;
  const make = (): Answer => withBehaviour(exchange, errorAnswer(exchange, rejection), {});
  if (selection?.scenario !== undefined) return make();
  return repeated(exchange, undefined, `${status} ${example} ${retryAfterSeconds}`, make);
}

/** The documented error that a scenario forces, with its other changes. */
export function buildForced(exchange: Exchange, selection: Selection): Answer {
  const { scenario, behaviour, preferences } = selection;
  const { status = 500, redirect, retryAfterDateSeconds } = behaviour;
  const make = (): Answer => makeForced(exchange, behaviour);
  const differs = redirect !== undefined || retryAfterDateSeconds !== undefined || preferences !== undefined;
  if (differs) return make();
  return repeated(exchange, selection, `${scenario?.name} ${retryAfter(exchange, status)['Retry-After']}`, make);
}

/** The last answer of a kind, and its inputs. */
interface Repeated {
  readonly settings: unknown;
  readonly behaviour: unknown;
  readonly from: unknown;
  readonly answer: Answer;
}

const known = new WeakMap<Route, LruMap<Repeated>>();

/**
 * Makes an error answer, or sends the last one again where its inputs are the same.
 *
 * @param key the inputs that are neither settings nor the scenario's behaviour
 */
function repeated(exchange: Exchange, selection: Selection | undefined, key: string, make: () => Answer): Answer {
  const { route, session } = exchange;
  const { behaviour, from } = selection ?? {};
  const cache = known.get(route) ?? new LruMap<Repeated>(200);
  const last = cache.get(key);
  const { settings } = session;
  if (last?.settings === settings && last.behaviour === behaviour && last.from === from) return last.answer;
  const made = make();
  const differsByToken = made.outcome.startsWith(madeFromSchema);
  if (differsByToken || made.body.length > longestRemembered) return made;
  const answer = { ...made, head: headOf(exchange, made, selection) };
  known.set(route, cache);
  cache.set(key, { settings, behaviour, from, answer });
  return answer;
}

function makeForced(exchange: Exchange, behaviour: Behaviour): Answer {
  const { status = 500, example, body, contentType } = behaviour;
  const answer = errorAnswer(exchange, { status, example });
  if (body === undefined) return withBehaviour(exchange, answer, behaviour);
  const headers = { ...answer.headers, 'content-type': contentType ?? 'application/json; charset=utf-8' };
  return withBehaviour(exchange, { ...answer, headers, body, outcome: 'raw body' }, behaviour);
}

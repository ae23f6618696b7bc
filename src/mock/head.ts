// The head of a response: every header as it goes out, made once for an answer that is sent again and again.

import { corsHeaders } from './cors.ts';
import type { Answer, Exchange, Selection } from './exchange.ts';

/** What stands before the body, and how the body is written. */
export interface Head {
  /** Names and values in turn, as `writeHead` takes them; without `X-Request-Id`, which is another each time. */
  readonly lines: readonly string[];
  /** Whether `X-Request-Id` follows: a scenario may leave it out or give one of its own. */
  readonly requestId: boolean;
  /** Pure ASCII is the same in Latin-1, which Node.js writes without converting it. */
  readonly encoding: 'latin1' | 'utf8';
}

/** The head of an answer to this request. */
export function headOf({ route, session }: Exchange, answer: Answer, selection: Selection | undefined): Head {
  const { explain } = session.settings;
  const bytes = Buffer.byteLength(answer.body);
  const headers: Record<string, string | null> = {
    ...(route.state.cors ? corsHeaders : {}),
    'cache-control': 'no-store',
    'x-request-id': '',
    ...answer.headers,
    ...(explain ? explanation(answer, selection) : {}),
    ...(answer.status === 204 || answer.fault !== undefined ? {} : { 'content-length': String(bytes) }),
  };
  const requestId = headers['x-request-id'] === '';
  if (requestId) delete headers['x-request-id'];
  return {
    lines: Object.entries(headers).flatMap(([name, value]) => (value === null ? [] : [name, value])),
    requestId,
    encoding: bytes === answer.body.length ? 'latin1' : 'utf8',
  };
}

/** Nobody should mistake an answer of a mock for the real service's: every one says why it is as it is. */
function explanation(answer: Answer, selection: Selection | undefined): Record<string, string> {
  const applied = selection?.preferences?.applied;
  return {
    vary: 'Prefer',
    'x-mock-decision': decision(answer, selection),
    ...(applied === undefined ? {} : { 'preference-applied': applied }),
  };
}

function decision(answer: Answer, selection: Selection | undefined): string {
  const outcome = outcomeOf(answer);
  const text =
    selection?.scenario === undefined ? outcome : `scenario=${selection.scenario.name} (${selection.from}); ${outcome}`;
  // Names come from files and documents; a header carries printable ASCII.
  return text.replace(/[^\x20-\x7e]/gu, '?');
}

/** Why this answer, a fault before all else. */
export function outcomeOf({ fault, outcome }: Answer): string {
  return fault === undefined ? outcome : `fault=${fault}`;
}

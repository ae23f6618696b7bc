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

/** Headers of every answer, unless it has its own or leaves them out. */
const always: readonly (readonly [name: string, value: string])[] = [['cache-control', 'no-store']];
const alwaysWithCors = [...always, ...Object.entries(corsHeaders)];

/** The head of an answer to this request. A loop over few names, since a fresh profile needs a fresh head. */
export function headOf({ route, session }: Exchange, answer: Answer, selection: Selection | undefined): Head {
  const { headers, body, status, fault } = answer;
  const bytes = Buffer.byteLength(body);
  const lines: string[] = [];
  for (const [name, value] of route.state.cors ? alwaysWithCors : always) {
    if (headers[name] === undefined) lines.push(name, value);
  }
  for (const name in headers) {
    const value = headers[name];
    if (value !== null && value !== undefined) lines.push(name, value);
  }
  if (session.settings.explain) explain(lines, answer, selection);
  // RFC 9110 section 8.6: a 204 has no length; that of a broken answer depends on how it is broken.
  const sized = status !== 204 && fault === undefined && headers['content-length'] === undefined;
  if (sized) lines.push('content-length', String(bytes));
  return {
    lines,
    requestId: headers['x-request-id'] === undefined,
    encoding: bytes === body.length ? 'latin1' : 'utf8',
  };
}

/** Nobody should mistake an answer of a mock for the real service's: every one says why it is as it is. */
function explain(lines: string[], answer: Answer, selection: Selection | undefined): void {
  lines.push('vary', 'Prefer', 'x-mock-decision', decision(answer, selection));
  const applied = selection?.preferences?.applied;
  if (applied !== undefined) lines.push('preference-applied', applied);
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

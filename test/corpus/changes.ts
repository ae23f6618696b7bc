// The words in which cases say what is changed.

import { goodAnswer, profile, provoke, tokens } from './good-server.ts';
import type { Answer, Asked, Headers, Send } from './wire.ts';

/** Makes another answer of a good one. */
export type Change = (answer: Answer, asked: Asked) => Answer;

/** Which requests a change is for. */
export type When = (asked: Asked) => boolean;

/** A change to the answers of some requests only. */
export function only(when: When, change: Change): Change {
  return (answer, asked) => (when(asked) ? change(answer, asked) : answer);
}

/** Requests with the good token, whatever the method. */
export const asksForProfile: When = ({ authorization }) => authorization === `Bearer ${tokens.good}`;

/** Requests with another token. */
export function asksWith(token: string): When {
  return ({ authorization }) => authorization === `Bearer ${token}`;
}

/** Requests that provoke a status. */
export function provokes(status: number): When {
  return asksWith(provoke(status));
}

/** GET without Authorization. */
export const asksWithoutToken: When = ({ method, authorization }) => method === 'GET' && authorization === undefined;

/** Requests of a method. */
export function asksBy(wanted: string): When {
  return ({ method }) => method === wanted;
}

/** Another status. */
export function status(code: number): Change {
  return answer => ({ ...answer, status: code });
}

/** Other headers; null leaves one out. */
export function headers(changed: Headers): Change {
  return answer => ({ ...answer, headers: { ...answer.headers, ...changed } });
}

/** Another body, given or made from the good one. */
export function body(changed: string | Uint8Array | ((good: string) => string | Uint8Array)): Change {
  return answer => ({ ...answer, body: typeof changed === 'function' ? changed(String(answer.body)) : changed });
}

/** Several changes that only together are one. */
export function together(...changes: readonly Change[]): Change {
  return (answer, asked) => changes.reduce((changed, change) => change(changed, asked), answer);
}

/** Another way of writing the answer. */
export function sent(send: Send): Change {
  return answer => ({ ...answer, send });
}

/** Another answer altogether. */
export function answered(code: number, text: string, changed: Headers = {}): Change {
  return together(status(code), headers(changed), body(text));
}

/** A change to the profile as it is answered. */
export function inProfile(change: Change): Change {
  return only(asksForProfile, change);
}

/** The profile with claims of other values; undefined leaves one out. */
export function claims(changed: Readonly<Record<string, unknown>>): Change {
  return inProfile(body(JSON.stringify({ ...profile, ...changed })));
}

/** One call too many: the answers after the tenth same request, with changed headers. */
export function limited(changed: Headers): Change {
  const refusal = goodAnswer({ method: 'GET', path: '/userinfo', authorization: `Bearer ${provoke(429)}` });
  return only(
    ({ authorization, turn }) => authorization === `Bearer ${tokens.good}` && turn > 10,
    () => ({ ...refusal, headers: { ...refusal.headers, ...changed } }),
  );
}

/** A change to the first answer to GET with the good token, so that other checks have something to go by. */
export function once(change: Change): Change {
  return only(asked => asksForProfile(asked) && asked.method === 'GET' && asked.turn === 1, change);
}

// Step: an answer must satisfy the document; a scenario that breaks it on purpose is marked.

import { LruMap } from 'toad-cache';
import { KitError } from '../../base/errors.ts';
import { brokenPart } from '../../contract/responses/check-response.ts';
import type { Profile } from '../../profiles/profile-builder.ts';
import type { Answer, Exchange, Route } from './exchange.ts';

/**
 * Checks a new profile; repeats of it are not checked again. A drifted one must be invalid.
 *
 * @throws ERR_RESPONSE_INVALID
 */
export function checkProfile({ success, operation }: Route, profile: Profile): void {
  const expected = profile.driftedAt === undefined;
  if (success.validator.isValid(profile.claims) === expected) return;
  const findings = success.validator.check(profile.claims, `${operation.method} ${operation.path}`);
  throw new KitError(
    'ERR_RESPONSE_INVALID',
    expected
      ? `The profile made for this token does not satisfy ${success.media.schemaPointer}.`
      : `The drifted profile made for this token satisfies ${success.media.schemaPointer}.`,
    {
      hint: 'This is a bug in aps-userinfo; please report it with the document.',
      details: findings.map(({ instancePath, message }) => `${instancePath}: ${message}`),
      data: { findings },
    },
  );
}

/** Headers that the last step adds, in case the document describes them. */
const always = { 'cache-control': 'no-store', 'x-request-id': 'made-when-it-is-sent' };

/** Results for repeated answers: scenarios repeat few answers. */
const known = new WeakMap<Route, LruMap<string>>();
const longestKept = 4096;

/**
 * The part of an answer that breaks the document, as `verify` would find it: `status`, `content-type`, `body`, or
 * `header` and its name; undefined for a valid answer.
 */
export function checkAnswer({ route }: Exchange, { status, headers, body }: Answer): string | undefined {
  if (body.length > longestKept) return brokenPartOf(route, { status, headers, body });
  const cache = known.get(route) ?? new LruMap<string>(200);
  known.set(route, cache);
  const key = `${status}\n${JSON.stringify(headers)}\n${body}`;
  const broken = cache.get(key) ?? brokenPartOf(route, { status, headers, body }) ?? '';
  cache.set(key, broken);
  return broken === '' ? undefined : broken;
}

type Sent = Pick<Answer, 'status' | 'headers' | 'body'>;

/** @param method HEAD ignores the body */
function brokenPartOf(
  { operation, served }: Route,
  answer: Sent,
  method: string = operation.method,
): string | undefined {
  const { path } = operation;
  const sent = Object.entries({ ...always, ...answer.headers });
  const response = {
    status: answer.status,
    headers: sent.filter((header): header is [string, string] => header[1] !== null),
    body: Buffer.from(answer.body),
  };
  const exchange = { request: { method, path, headers: [] }, response, where: `${method} ${path}` };
  return brokenPart(exchange, operation, served);
}

const headersOfProfiles = new WeakMap<Route, string>();

/** The required header that profiles of a route lack; all of them have the same headers. */
export function missingHeader(route: Route, answer: Answer): string | undefined {
  const broken = headersOfProfiles.get(route) ?? brokenPartOf(route, answer, 'HEAD') ?? '';
  headersOfProfiles.set(route, broken);
  return broken === '' ? undefined : broken;
}

// Compares an answer with the documented one of its case.

import { isObject } from '../base/json.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { JsonObject, NamedExample, Operation } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { type CheckContext, coversStatus, type Documented, documentedSuccess, NotChecked } from './check.ts';
import type { Profile } from './same-person.ts';

/** Findings about the answer to a valid token. */
export function expectProfile(
  context: CheckContext,
  exchange: SeenExchange,
  operation: Operation = context.operation,
): readonly Finding[] {
  const expected = documentedSuccess(operation);
  const { status } = exchange.response;
  if (coversStatus(expected.key, status)) return context.conformity(exchange, operation);
  const hint = status === 401 ? 'Check that the token is still valid; tokens of APS last an hour.' : undefined;
  return wrongStatus(context, exchange, expected, hint);
}

/** Findings about the answer to a request that must be rejected. @param hint for an accepted one */
export function expectFailure(
  context: CheckContext,
  exchange: SeenExchange,
  expected: Documented,
  hint?: string,
): readonly Finding[] {
  const { status } = exchange.response;
  if (!coversStatus(expected.key, status))
    return wrongStatus(context, exchange, expected, isSuccess(status) ? hint : undefined);
  const findings = context.conformity(exchange, context.operation);
  // That finding already covers the member.
  if (findings.some(({ code }) => code === 'response/error-of-other-status')) return findings;
  return [...findings, ...checkErrorCode(context, exchange, expected)];
}

/** The profile to compare others with. @throws NotChecked without one */
export function requireProfile(context: CheckContext, exchange: SeenExchange): Profile {
  const { status } = exchange.response;
  const body = context.bodyOf(exchange);
  if (coversStatus(documentedSuccess(context.operation).key, status) && isObject(body)) return body;
  const what = isObject(body) ? `gets ${status}` : 'gets no JSON object';
  throw new NotChecked(`GET with the token ${what}, so there is nothing to compare with`);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-15.4 */
const redirects: readonly number[] = [301, 302, 303, 307, 308];

/** Findings about an unexpected status; the rest of the answer is checked against its own status. */
function wrongStatus(
  context: CheckContext,
  exchange: SeenExchange,
  { key, pointer }: Documented,
  hint?: string,
): readonly Finding[] {
  const { status } = exchange.response;
  const about = { hint, schemaPath: pointer, expected: `status ${key}`, actual: `status ${status}` };
  // The message omits the target: a URL may contain secrets.
  if (redirects.includes(status))
    return [
      context.finding('check/redirect', exchange, {
        ...about,
        message: `The server sent ${status}; redirects are not followed.`,
      }),
    ];
  const conformity = context.conformity(exchange, context.operation);
  if (isSuccess(status) && !key.startsWith('2')) {
    const message = `The server sent ${status}, as for a valid request.`;
    return [context.finding('check/token-accepted', exchange, { ...about, message }), ...conformity];
  }
  return [
    context.finding('check/status', exchange, { ...about, message: `The server sent ${status}.` }),
    ...conformity,
  ];
}

/** Members that carry codes: `errorCode`, `error_code`, `code`, and OAuth's `error`. */
const codeName = /^error$|code$/iu;

/** Compares the code of an error with the example's, in each possible envelope. */
function checkErrorCode(
  context: CheckContext,
  exchange: SeenExchange,
  { key, example }: Documented,
): readonly Finding[] {
  const body = context.bodyOf(exchange);
  if (example === undefined || !isObject(body)) return [];
  const codes = codesOf(example);
  const found = Object.entries(body).filter(([name]) => codes.has(name));
  if (found.length === 0) return needsNoCode(example, body) ? [] : [missing(context, exchange, example)];
  return found
    .filter(([name, value]) => value !== codes.get(name))
    .map(([name, value]) => {
      const isOfAnother = codesOfStatus(context.operation, key, name).includes(value);
      return context.finding(isOfAnother ? 'check/error-code-differs' : 'check/error-code', exchange, {
        message: isOfAnother
          ? `"${name}" has the code of another failure than "${example.name}".`
          : `"${name}" has no documented code of this status.`,
        instancePath: joinPointer('', name),
        schemaPath: example.pointer,
        expected: `"${String(codes.get(name))}"`,
      });
    });
}

/** By the name of the member; OAuth's format counts as another envelope of the same failure. */
function codesOf({ value, oauthError }: NamedExample): ReadonlyMap<string, unknown> {
  const own = isObject(value) ? Object.entries(value).filter(([name]) => codeName.test(name)) : [];
  return new Map<string, unknown>([...(oauthError ? [['error', oauthError.error] as const] : []), ...own]);
}

function codesOfStatus(operation: Operation, key: string, name: string): readonly unknown[] {
  const examples = operation.responses.get(key)?.examples.values() ?? [];
  return [...examples].map(example => codesOf(example).get(name));
}

/** RFC 6750 has no code for a request without a token, so any code is valid in OAuth's format. */
function needsNoCode(example: NamedExample, body: JsonObject): boolean {
  return ownCode(example) === undefined || (example.oauthError === null && typeof body['error'] === 'string');
}

function missing(context: CheckContext, exchange: SeenExchange, example: NamedExample): Finding {
  const [name = '', code] = ownCode(example) ?? [];
  return context.finding('check/error-code-missing', exchange, {
    message: `The error body has no "${name}".`,
    schemaPath: example.pointer,
    expected: `"${String(code)}", as in the example "${example.name}"`,
    actual: 'nothing',
  });
}

function ownCode(example: NamedExample): readonly [string, unknown] | undefined {
  return [...codesOf({ ...example, oauthError: undefined })][0];
}

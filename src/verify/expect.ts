// Holds an answer against the one that the document has for its case.

import { isObject } from '../base/json.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { JsonObject, NamedExample, Operation } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { type CheckContext, NotChecked } from './check.ts';
import { coversStatus, type Documented, documentedSuccess } from './documented.ts';
import type { Profile } from './same-person.ts';

/** Everything that speaks against an answer to a good token. */
export function expectProfile(
  context: CheckContext,
  exchange: SeenExchange,
  operation: Operation = context.operation,
): readonly Finding[] {
  const expected = documentedSuccess(operation);
  const { status } = exchange.response;
  if (coversStatus(expected.key, status)) return context.conformity(exchange, operation);
  const hint = status === 401 ? 'Is the token still good? Those of APS last for an hour.' : undefined;
  return wrongStatus(context, exchange, expected, hint);
}

/** Everything that speaks against an answer to a request that must be refused. @param hint for one that is accepted */
export function expectFailure(
  context: CheckContext,
  exchange: SeenExchange,
  expected: Documented,
  hint?: string,
): readonly Finding[] {
  if (!coversStatus(expected.key, exchange.response.status)) return wrongStatus(context, exchange, expected, hint);
  const findings = context.conformity(exchange, context.operation);
  // That finding says the same of the same member.
  if (findings.some(({ code }) => code === 'response/error-of-other-status')) return findings;
  return [...findings, ...checkErrorCode(context, exchange, expected)];
}

/** The profile that others are compared with. @throws NotChecked where the answer is none */
export function requireProfile(context: CheckContext, exchange: SeenExchange): Profile {
  const { status } = exchange.response;
  const body = context.bodyOf(exchange);
  if (coversStatus(documentedSuccess(context.operation).key, status) && isObject(body)) return body;
  const what = isObject(body) ? `is answered with ${status}` : 'gives no JSON object';
  throw new NotChecked(`GET with the token ${what}, so there is nothing to compare with`);
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-15.4 */
const redirects: readonly number[] = [301, 302, 303, 307, 308];

/** The findings of an answer with another status than expected; the rest of it is held against the status it has. */
function wrongStatus(
  context: CheckContext,
  exchange: SeenExchange,
  { key, pointer }: Documented,
  hint?: string,
): readonly Finding[] {
  const { status } = exchange.response;
  const about = { hint, schemaPath: pointer, expected: `status ${key}`, actual: `status ${status}` };
  // Where it leads is not repeated: an address may carry what is secret.
  if (redirects.includes(status))
    return [
      context.finding('check/redirect', exchange, {
        ...about,
        message: `Answered with ${status}, which was not followed.`,
      }),
    ];
  const conformity = context.conformity(exchange, context.operation);
  if (status >= 200 && status < 300 && !key.startsWith('2')) {
    const message = `Answered with ${status}, as if the request were good.`;
    return [context.finding('check/token-accepted', exchange, { ...about, message }), ...conformity];
  }
  return [context.finding('check/status', exchange, { ...about, message: `Answered with ${status}.` }), ...conformity];
}

/** Members that carry codes: `errorCode`, `error_code`, `code`, and OAuth's `error`. */
const codeName = /^error$|code$/iu;

/** Compares the code of an error with the example's, in whichever of its envelopes the body is. */
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
          ? `"${name}" is the code of another failure than "${example.name}".`
          : `"${name}" is none of the codes that the document has for this status.`,
        instancePath: joinPointer('', name),
        schemaPath: example.pointer,
        expected: `"${String(codes.get(name))}"`,
      });
    });
}

/** By the name of the member; the words of OAuth count as another envelope of the same failure. */
function codesOf({ value, oauthError }: NamedExample): ReadonlyMap<string, unknown> {
  const own = isObject(value) ? Object.entries(value).filter(([name]) => codeName.test(name)) : [];
  return new Map<string, unknown>([...(oauthError ? [['error', oauthError.error] as const] : []), ...own]);
}

function codesOfStatus(operation: Operation, key: string, name: string): readonly unknown[] {
  const examples = operation.responses.get(key)?.examples.values() ?? [];
  return [...examples].map(example => codesOf(example).get(name));
}

/** RFC 6750 has no code for a request without a token, so that in OAuth's envelope any one will do. */
function needsNoCode(example: NamedExample, body: JsonObject): boolean {
  return ownCode(example) === undefined || (example.oauthError === null && typeof body['error'] === 'string');
}

function missing(context: CheckContext, exchange: SeenExchange, example: NamedExample): Finding {
  const [name = '', code] = ownCode(example) ?? [];
  return context.finding('check/error-code-missing', exchange, {
    message: `The body of the error has no "${name}".`,
    schemaPath: example.pointer,
    expected: `"${String(code)}", as in the example "${example.name}"`,
    actual: 'nothing',
  });
}

function ownCode(example: NamedExample): readonly [string, unknown] | undefined {
  return [...codesOf({ ...example, oauthError: undefined })][0];
}

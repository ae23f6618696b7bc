// Holds an answer against the one that the document has for its case.

import { isObject } from '../base/json.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { Operation } from '../contract/openapi/document.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { type CheckContext, NotChecked } from './check.ts';
import { coversStatus, type Documented, documentedSuccess } from './documented.ts';
import { checkErrorCode } from './error-code.ts';
import type { Profile } from './profile-claims.ts';

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

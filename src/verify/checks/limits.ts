// Limits of a server: unsupported methods, and the rate limit.

import type { Finding } from '../../contract/findings/finding.ts';
import { joinPointer, parentPointer } from '../../contract/openapi/pointer.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue, listMembers } from '../../contract/responses/headers.ts';
import { type Check, type CheckContext, NotChecked } from '../check.ts';
import { nameOf } from '../documented.ts';
import { expectFailure } from '../expect.ts';
import { waitSeconds } from '../requester.ts';

/** The only other method that RFC 9110 calls safe. It echoes its request, so it has no token. */
const method = 'TRACE';

/** 405; 401 or 403 if authentication comes first; 501 for an unknown method. */
const refusals: readonly number[] = [405, 401, 403, 501];

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6 */
export const methodNotAllowed: Check = {
  id: 'method-not-allowed',
  title: 'The server rejects an undocumented method',
  description: `${method} without a token, which is safe; a 405 must list the documented methods in Allow.`,
  requests: 1,
  async *run(context) {
    const { document, operation } = context;
    const documented = document.operations.filter(({ path }) => path === operation.path).map(other => other.method);
    if (documented.includes(method)) throw new NotChecked(`the document has ${method}`);
    const exchange = await context.send({ method });
    const { status } = exchange.response;
    const about = { schemaPath: parentPointer(operation.pointer), expected: 'status 405', actual: `status ${status}` };
    if (status >= 200 && status < 300) {
      const message = `${method} gets ${status}.`;
      yield context.finding('check/method-accepted', exchange, { ...about, message });
    } else if (!refusals.includes(status)) {
      const message = `${method} gets ${status}.`;
      yield context.finding('check/method-status', exchange, { ...about, message });
    } else if (status === 405) yield* allowFindings(context, exchange, documented);
  },
};

function allowFindings(
  context: CheckContext,
  exchange: SeenExchange,
  documented: readonly string[],
): readonly Finding[] {
  const allow = headerValue(exchange.response.headers, 'allow');
  const about = { schemaPath: parentPointer(context.operation.pointer), expected: documented.join(', ') };
  if (allow === undefined) {
    const message = 'The 405 has no header Allow.';
    return [context.finding('response/allow-missing', exchange, { ...about, message })];
  }
  const listed = listMembers(allow);
  const lacking = documented.filter(name => !listed.includes(name.toLowerCase()));
  if (lacking.length === 0) return [];
  const message = `Allow lacks ${lacking.join(', ')}.`;
  return [context.finding('check/allow-incomplete', exchange, { ...about, message })];
}

/** @see https://www.rfc-editor.org/rfc/rfc6585#section-4 */
export const rateLimit: Check = {
  id: 'rate-limit',
  title: 'A call beyond the rate limit gets 429 and Retry-After',
  description:
    "GET with APS_TOKEN until the first 429, at most --rate-limit-cap times. Exhausts the application's quota. Requires --allow-rate-limit.",
  needs: ['token'],
  requests: ({ rateLimitCap }) => rateLimitCap,
  optIn: 'allowRateLimit',
  ownBudget: true,
  async *run(context) {
    const { operation } = context;
    const documented = operation.responses.get('429') ?? operation.responses.get('4XX');
    if (documented === undefined) throw new NotChecked(`the document has no 429 for ${nameOf(operation)}`);
    const startedAt = performance.now();
    const { exchange, sent } = await sendUntilRefused(context);
    const seconds = (performance.now() - startedAt) / 1000;
    if (exchange.response.status !== 429) return yield notLimited(context, exchange, seconds);
    context.note(`rate limit: 429 after ${sent} requests in ${seconds.toFixed(1)} s, ${patience(exchange)}`);
    const schemaPath = joinPointer(operation.pointer, 'responses', documented.key);
    yield* expectFailure(context, exchange, { key: documented.key, pointer: schemaPath, example: undefined });
    if (headerValue(exchange.response.headers, 'retry-after') !== undefined) return;
    yield context.finding('check/retry-after-missing', exchange, {
      message: 'The 429 has no Retry-After.',
      schemaPath,
    });
  },
};

/** The first 429, or the last answer. */
async function sendUntilRefused(
  context: CheckContext,
): Promise<{ readonly exchange: SeenExchange; readonly sent: number }> {
  for (let sent = 1; ; sent++) {
    const exchange = await context.send({ token: context.credentials.token, expects429: true });
    if (exchange.response.status === 429 || sent >= context.rateLimitCap) return { exchange, sent };
  }
}

/** @throws NotChecked if the requests prove nothing */
function notLimited(context: CheckContext, exchange: SeenExchange, seconds: number): Finding {
  const { rateLimitCap: cap, operation } = context;
  const { rateLimit: documented } = operation;
  if (documented === undefined)
    throw new NotChecked(`${cap} requests got no 429, and the document has no x-rate-limit`);
  const { limit, windowSeconds } = documented;
  if (cap <= limit)
    throw new NotChecked(`${cap} requests got no 429, and the document allows ${limit}; raise --rate-limit-cap`);
  if (seconds > windowSeconds)
    throw new NotChecked(`${cap} requests took ${seconds.toFixed(0)} s, longer than the window of ${windowSeconds} s`);
  return context.finding('check/rate-limit-absent', exchange, {
    message: `${cap} requests in ${seconds.toFixed(1)} s got no 429.`,
    schemaPath: operation.pointer,
    expected: `429 after ${limit} requests in ${windowSeconds} s`,
  });
}

function patience({ response }: SeenExchange): string {
  const seconds = waitSeconds(response.headers);
  return seconds === undefined ? 'without a readable Retry-After' : `wait ${Math.round(seconds)} s`;
}

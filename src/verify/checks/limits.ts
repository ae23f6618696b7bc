// Limits of a server: unsupported methods, and the rate limit.

import type { Finding } from '../../contract/findings/finding.ts';
import { joinPointer, parentPointer } from '../../contract/openapi/pointer.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue, listMembers } from '../../contract/responses/headers.ts';
import { type Check, type CheckContext, documentedSuccess, NotChecked, nameOf } from '../check.ts';
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

// The headers of the rate limit.
// @see https://aps.autodesk.com/en/docs/profile/v1/developers_guide/rate_limits

export const rateLimitHeaders: Check = {
  id: 'rate-limit-headers',
  title: 'The headers of the rate limit are consistent',
  description:
    'GET twice with APS_TOKEN: used plus remaining is the limit, the reset is in the future, and the second answer has fewer remaining calls.',
  needs: ['token'],
  shares: ['profile'],
  requests: 1,
  async *run(context) {
    const first = await context.shared('profile');
    if (quotaOf(first) === undefined) throw new NotChecked('the answers have no readable X-Rate-Limit headers');
    const second = await context.send({ token: context.credentials.token });
    for (const message of [...wrongIn(first), ...wrongBetween(first, second)])
      yield context.finding('check/rate-limit-headers', second, {
        message,
        schemaPath: documentedSuccess(context.operation).pointer,
      });
  },
};

interface SeenQuota {
  readonly limit: number;
  readonly remaining: number;
  readonly used: number;
  /** Milliseconds since the Unix epoch. */
  readonly reset: number;
}

function quotaOf({ response }: SeenExchange): SeenQuota | undefined {
  const read = (name: string): string => headerValue(response.headers, `x-rate-limit-${name}`) ?? '';
  const [limit, remaining, used] = ['limit', 'remaining', 'used'].map(name => Number.parseInt(read(name), 10));
  const text = read('reset');
  const reset = /^\d+$/u.test(text) ? Number(text) * (text.length > 11 ? 1 : 1000) : Date.parse(text);
  const quota = { limit: limit ?? Number.NaN, remaining: remaining ?? Number.NaN, used: used ?? Number.NaN, reset };
  return Object.values(quota).some(Number.isNaN) ? undefined : quota;
}

function* wrongIn(exchange: SeenExchange): Iterable<string> {
  const { limit, remaining, used, reset } = quotaOf(exchange) as SeenQuota;
  if (used + remaining !== limit)
    yield `${used} used and ${remaining} remaining calls do not add up to the limit of ${limit}.`;
  // By the server's own clock, if it sends it; whole seconds of both may differ by one.
  const date = Date.parse(headerValue(exchange.response.headers, 'date') ?? '');
  if (!Number.isNaN(date) && reset < date - 1000) yield 'X-Rate-Limit-Reset is in the past.';
}

function* wrongBetween(first: SeenExchange, second: SeenExchange): Iterable<string> {
  const [before, after] = [quotaOf(first), quotaOf(second)];
  if (before === undefined || after === undefined || after.reset !== before.reset) return;
  if (after.remaining >= before.remaining && before.remaining > 0)
    yield `${before.remaining} calls remain, and ${after.remaining} after another one in the same window.`;
}

// The headers of the rate limit.
// @see https://aps.autodesk.com/en/docs/profile/v1/developers_guide/rate_limits

import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue } from '../../contract/responses/headers.ts';
import { type Check, NotChecked } from '../check.ts';
import { documentedSuccess } from '../documented.ts';

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

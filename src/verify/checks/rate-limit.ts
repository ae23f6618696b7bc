// One call too many. @see https://www.rfc-editor.org/rfc/rfc6585#section-4

import type { Finding } from '../../contract/findings/finding.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue } from '../../contract/responses/headers.ts';
import { type Check, type CheckContext, NotChecked } from '../check.ts';
import { nameOf } from '../documented.ts';
import { expectFailure } from '../expect.ts';
import { waitSeconds } from '../wait-time.ts';

export const rateLimit: Check = {
  id: 'rate-limit',
  title: 'One call too many is answered with 429 and a time to wait',
  description:
    "GET with APS_TOKEN until the first 429, and at most --rate-limit-cap times. It uses up the application's quota. Runs with --allow-rate-limit only.",
  needs: ['token'],
  shares: [],
  requests: ({ rateLimitCap }) => rateLimitCap,
  optIn: 'allowRateLimit',
  ownBudget: true,
  async *run(context) {
    const { operation } = context;
    const documented = operation.responses.get('429') ?? operation.responses.get('4XX');
    if (documented === undefined) throw new NotChecked(`the document has no 429 for ${nameOf(operation)}`);
    const startedAt = performance.now();
    const { exchange, sent } = await askUntilRefused(context);
    const seconds = (performance.now() - startedAt) / 1000;
    if (exchange.response.status !== 429) return yield notLimited(context, exchange, seconds);
    context.note(`rate limit: 429 after ${sent} requests in ${seconds.toFixed(1)} s, ${patience(exchange)}`);
    const schemaPath = joinPointer(operation.pointer, 'responses', documented.key);
    yield* expectFailure(context, exchange, { key: documented.key, pointer: schemaPath, example: undefined });
    if (headerValue(exchange.response.headers, 'retry-after') === undefined)
      yield context.finding('check/retry-after-missing', exchange, {
        message: 'The 429 has no Retry-After.',
        schemaPath,
      });
  },
};

/** The first 429, or the last answer. */
async function askUntilRefused(
  context: CheckContext,
): Promise<{ readonly exchange: SeenExchange; readonly sent: number }> {
  for (let sent = 1; ; sent++) {
    const exchange = await context.send({ token: context.credentials.token, expects429: true });
    if (exchange.response.status === 429 || sent >= context.rateLimitCap) return { exchange, sent };
  }
}

/** @throws NotChecked where the requests prove nothing */
function notLimited(context: CheckContext, exchange: SeenExchange, seconds: number): Finding {
  const { rateLimitCap: cap, operation } = context;
  const { rateLimit: documented } = operation;
  if (documented === undefined)
    throw new NotChecked(`${cap} requests met no 429, and the document has no x-rate-limit`);
  const { limit, windowSeconds } = documented;
  if (cap <= limit)
    throw new NotChecked(`${cap} requests met no 429, and the document allows ${limit}; raise --rate-limit-cap`);
  if (seconds > windowSeconds)
    throw new NotChecked(`${cap} requests took ${seconds.toFixed(0)} s, longer than the window of ${windowSeconds} s`);
  return context.finding('check/rate-limit-absent', exchange, {
    message: `${cap} requests in ${seconds.toFixed(1)} s met no 429.`,
    schemaPath: operation.pointer,
    expected: `429 after ${limit} requests in ${windowSeconds} s`,
  });
}

function patience({ response }: SeenExchange): string {
  const seconds = waitSeconds(response.headers);
  return seconds === undefined ? 'without a readable Retry-After' : `wait ${Math.round(seconds)} s`;
}

// What a browser asks before a page may send Authorization. @see https://fetch.spec.whatwg.org/#cors-preflight-fetch

import { headerValue, listMembers } from '../../contract/responses/headers.ts';
import type { Check } from '../check.ts';
import { allowsOrigins, origin, originFindings } from '../cors-headers.ts';

export const preflight: Check = {
  id: 'preflight',
  title: 'A preflight permits web pages to send a token',
  description:
    'OPTIONS as a browser sends it, without a token; it must permit the origin and the header Authorization.',
  needs: [],
  shares: [],
  requests: 1,
  async *run(context) {
    const schemaPath = context.operation.pointer;
    const exchange = await context.send({
      method: 'OPTIONS',
      headers: [
        ['Origin', origin],
        ['Access-Control-Request-Method', context.operation.method],
        ['Access-Control-Request-Headers', 'authorization'],
      ],
    });
    const { status, headers } = exchange.response;
    // Without the header the service does not take part in CORS at all, and may answer OPTIONS as it likes.
    if (!allowsOrigins(exchange)) {
      const message = 'There is no Access-Control-Allow-Origin.';
      return yield context.finding('check/cors-missing', exchange, { message, schemaPath });
    }
    if (status < 200 || status >= 300) {
      const about = { message: `The preflight is answered with ${status}.`, schemaPath, expected: 'a 2xx status' };
      return yield context.finding('check/preflight-refused', exchange, { ...about, actual: `status ${status}` });
    }
    yield* originFindings(context, exchange);
    if (listMembers(headerValue(headers, 'access-control-allow-headers')).includes('authorization')) return;
    const message = 'Access-Control-Allow-Headers does not name Authorization.';
    yield context.finding('check/preflight-header', exchange, { message, schemaPath });
  },
};

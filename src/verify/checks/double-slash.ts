// The path with a doubled slash, which clients that join addresses carelessly send.

import type { Check } from '../check.ts';
import { requireProfile } from '../expect.ts';

export const doubleSlash: Check = {
  id: 'double-slash',
  title: 'A doubled slash before the path changes nothing',
  description: 'GET //userinfo with APS_TOKEN, beside GET /userinfo; the same status.',
  needs: ['token'],
  shares: ['profile'],
  requests: 1,
  async *run(context) {
    const plain = await context.shared('profile');
    requireProfile(context, plain);
    const { operation, credentials } = context;
    const exchange = await context.send({ path: `/${operation.path}`, token: credentials.token });
    const [wanted, status] = [plain.response.status, exchange.response.status];
    if (status === wanted) return;
    yield context.finding('check/double-slash', exchange, {
      message: `/${operation.path} is answered with ${status}, ${operation.path} with ${wanted}.`,
      schemaPath: operation.pointer,
      expected: `status ${wanted}`,
      actual: `status ${status}`,
    });
  },
};

// A token whose time is over. @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1

import type { Check } from '../check.ts';
import { documentedFailure } from '../documented.ts';
import { expectFailure } from '../expect.ts';

export const expiredToken: Check = {
  id: 'expired-token',
  title: 'An expired token is refused as documented',
  description: 'GET with APS_EXPIRED_TOKEN; the answer must be the example token-expired.',
  needs: ['expiredToken'],
  shares: [],
  requests: 1,
  async *run(context) {
    const expected = documentedFailure(context.operation, 'token-expired', 'an expired token');
    yield* expectFailure(context, await context.send({ token: context.credentials.expiredToken }), expected);
  },
};

// A token of an application, without a user. @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4

import type { Check } from '../check.ts';
import { documentedFailure } from '../documented.ts';
import { expectFailure } from '../expect.ts';

export const twoLeggedToken: Check = {
  id: 'two-legged-token',
  title: 'A 2-legged token is refused as documented',
  description: 'GET with APS_TWO_LEGGED_TOKEN; the answer must be the example token-two-legged.',
  needs: ['twoLeggedToken'],
  shares: [],
  requests: 1,
  async *run(context) {
    const expected = documentedFailure(context.operation, 'token-two-legged', 'a token without a user');
    yield* expectFailure(context, await context.send({ token: context.credentials.twoLeggedToken }), expected);
  },
};

// A token that nobody issued. @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1

import type { Check } from '../check.ts';
import { documentedFailure } from '../documented.ts';
import { expectFailure } from '../expect.ts';

const hint =
  'A mock of this kit takes any token for somebody: verify it with --mock-tokens, or start it with --tokens known.';

export const unknownToken: Check = {
  id: 'unknown-token',
  title: 'A token that nobody issued is refused as documented',
  description: 'GET with a made-up token, or APS_UNKNOWN_TOKEN; the answer must be the example token-unknown.',
  needs: [],
  shares: ['unknown-token'],
  requests: 0,
  async *run(context) {
    const expected = documentedFailure(context.operation, 'token-unknown', 'an unknown token');
    yield* expectFailure(context, await context.shared('unknown-token'), expected, hint);
  },
};

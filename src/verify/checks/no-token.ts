// A request without Authorization. @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1

import type { Check } from '../check.ts';
import { documentedFailure } from '../documented.ts';
import { expectFailure } from '../expect.ts';

export const noToken: Check = {
  id: 'no-token',
  title: 'A request without a token is refused as documented',
  description: 'GET without Authorization; status, headers, body and code must be those of the example token-missing.',
  needs: [],
  shares: ['no-token'],
  requests: 0,
  async *run(context) {
    const expected = documentedFailure(context.operation, 'token-missing', 'a request without a token');
    yield* expectFailure(context, await context.shared('no-token'), expected);
  },
};

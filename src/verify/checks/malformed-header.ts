// Authorization headers that hold no bearer token. @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1

import type { Check } from '../check.ts';
import { documentedFailure } from '../documented.ts';
import { expectFailure } from '../expect.ts';

/** Another scheme, with nobody's name and password, and the right scheme alone. */
const headers = ['Basic bm9ib2R5OmF0LWFsbA==', 'Bearer'];

export const malformedHeader: Check = {
  id: 'malformed-header',
  title: 'An Authorization header without a bearer token is refused as documented',
  description:
    'GET with the scheme Basic, and with the word Bearer alone; each answer must be the example token-malformed.',
  needs: [],
  shares: [],
  requests: headers.length,
  async *run(context) {
    const expected = documentedFailure(context.operation, 'token-malformed', 'a header without a bearer token');
    for (const authorization of headers) yield* expectFailure(context, await context.send({ authorization }), expected);
  },
};

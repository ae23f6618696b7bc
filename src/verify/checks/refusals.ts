// Requests that the server must reject, and how. @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1

import type { Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue } from '../../contract/responses/headers.ts';
import { type Check, type CheckContext, documentedFailure, NotChecked } from '../check.ts';
import { expectFailure } from '../expect.ts';

type Ask = (context: CheckContext) => Promise<SeenExchange>;

/** A check whose every request must get the documented example of this name. */
function refusal(
  about: Pick<Check, 'id' | 'title' | 'description'> & Partial<Check>,
  { example, kind, hint }: { readonly example: string; readonly kind: string; readonly hint?: string },
  ...asks: readonly Ask[]
): Check {
  return {
    requests: about.shares === undefined ? asks.length : 0,
    ...about,
    async *run(context) {
      const expected = documentedFailure(context.operation, example, kind);
      // A token that the user chose is no invented one.
      const forInvented = context.credentials.unknownToken === undefined ? hint : undefined;
      for (const ask of asks) yield* expectFailure(context, await ask(context), expected, forInvented);
    },
  };
}

export const noToken: Check = refusal(
  {
    id: 'no-token',
    title: 'A request without a token gets the documented error',
    description:
      'GET without Authorization; status, headers, body and code must be those of the example token-missing.',
    shares: ['no-token'],
  },
  { example: 'token-missing', kind: 'a request without a token' },
  ({ shared }) => shared('no-token'),
);

/** Another scheme with invented credentials, and the right scheme alone. */
const malformed = ['Basic bm9ib2R5OmF0LWFsbA==', 'Bearer'];

export const malformedHeader: Check = refusal(
  {
    id: 'malformed-header',
    title: 'An Authorization header without a bearer token gets the documented error',
    description:
      'GET with the scheme Basic, and with the word Bearer alone; each answer must be the example token-malformed.',
  },
  { example: 'token-malformed', kind: 'a header without a bearer token' },
  ...malformed.map(
    (authorization): Ask =>
      ({ send }) =>
        send({ authorization }),
  ),
);

export const unknownToken: Check = refusal(
  {
    id: 'unknown-token',
    title: 'An unknown token gets the documented error',
    description: 'GET with an invented token, or APS_UNKNOWN_TOKEN; the answer must be the example token-unknown.',
    shares: ['unknown-token'],
  },
  {
    example: 'token-unknown',
    kind: 'an unknown token',
    hint: 'A mock of this kit accepts any token: verify it with --mock-tokens, or start it with --tokens known.',
  },
  ({ shared }) => shared('unknown-token'),
);

export const expiredToken: Check = refusal(
  {
    id: 'expired-token',
    title: 'An expired token gets the documented error',
    description: 'GET with APS_EXPIRED_TOKEN; the answer must be the example token-expired.',
    needs: ['expiredToken'],
  },
  { example: 'token-expired', kind: 'an expired token' },
  ({ send, credentials }) => send({ token: credentials.expiredToken }),
);

/** A token of the client credentials grant. @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4 */
export const twoLeggedToken: Check = refusal(
  {
    id: 'two-legged-token',
    title: 'A 2-legged token gets the documented error',
    description: 'GET with APS_TWO_LEGGED_TOKEN; the answer must be the example token-two-legged.',
    needs: ['twoLeggedToken'],
  },
  { example: 'token-two-legged', kind: 'a token without a user' },
  ({ send, credentials }) => send({ token: credentials.twoLeggedToken }),
);

/** Documented error statuses that no user's credential causes. */
export const errorStatuses: Check = {
  id: 'error-statuses',
  title: 'Every documented error status has its documented body and code',
  description:
    'With --mock-tokens: GET once for each documented error status but 401, with a token that makes the mock answer with it. A live service has no such token.',
  requests: ({ credentials, operation }) => (credentials.provoke === undefined ? 0 : provokable(operation).length),
  async *run(context) {
    const { operation, credentials } = context;
    const statuses = provokable(operation);
    const keys = statuses.map(({ key }) => key).join(', ');
    if (keys === '') throw new NotChecked('the document has no error statuses beside 401');
    if (credentials.provoke === undefined)
      throw new NotChecked(`nothing makes this target send ${keys}; a mock does with --mock-tokens`);
    for (const { key, examples } of statuses) {
      const exchange = await context.send({ token: credentials.provoke(Number(key)), expects429: true });
      const pointer = joinPointer(operation.pointer, 'responses', key);
      yield* expectFailure(context, exchange, { key, pointer, example: [...examples.values()][0] });
    }
  },
};

/** 401 has its own checks; a range such as 4XX has no status to provoke. */
function provokable({ responses }: Operation): readonly ResponseSpec[] {
  return [...responses.values()].filter(({ key }) => /^[45]\d\d$/u.test(key) && key !== '401');
}

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-3 */
export const wwwAuthenticate: Check = {
  id: 'www-authenticate',
  title: 'WWW-Authenticate, if sent, follows RFC 6750',
  description:
    'Examines the answers to no token and to an unknown one: the scheme Bearer, without an error code in the first, with invalid_token in the second.',
  shares: ['no-token', 'unknown-token'],
  requests: 0,
  async *run(context) {
    const cases = [
      { exchange: await context.shared('no-token'), error: undefined },
      { exchange: await context.shared('unknown-token'), error: 'invalid_token' },
    ];
    const sent = cases.flatMap(({ exchange, error }) => {
      const challenge = challengeOf(exchange);
      return challenge === undefined ? [] : [{ exchange, error, challenge }];
    });
    if (sent.length === 0) throw new NotChecked('no WWW-Authenticate was sent, and the document does not require one');
    for (const { exchange, error, challenge } of sent) {
      const message = challengeProblem(challenge, error);
      if (message !== undefined)
        yield context.finding('check/challenge-error', exchange, { message, schemaPath: context.operation.pointer });
    }
  },
};

function challengeOf({ response }: SeenExchange): string | undefined {
  return response.status === 401 ? headerValue(response.headers, 'www-authenticate') : undefined;
}

function challengeProblem(challenge: string, expected: string | undefined): string | undefined {
  if (!/(?:^|,\s*)Bearer(?:[\s,]|$)/iu.test(challenge))
    return 'WWW-Authenticate has no challenge of the scheme Bearer.';
  const [, quoted, bare] = /(?:^|[\s,])error\s*=\s*(?:"([^"]*)"|([^\s,]+))/iu.exec(challenge) ?? [];
  if ((quoted ?? bare) === expected) return undefined;
  return expected === undefined
    ? 'The challenge has an error code, although the request has no token.'
    : `The challenge lacks the error ${expected}.`;
}

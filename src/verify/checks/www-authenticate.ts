// The challenges of refusals, where there are any. @see https://www.rfc-editor.org/rfc/rfc6750#section-3

import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue } from '../../contract/responses/headers.ts';
import { type Check, NotChecked } from '../check.ts';

export const wwwAuthenticate: Check = {
  id: 'www-authenticate',
  title: 'WWW-Authenticate, where it is sent, says what RFC 6750 has for the case',
  description:
    'Looks at the answers to no token and to an unknown one: the scheme Bearer, without an error code in the first, with invalid_token in the second.',
  needs: [],
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
    if (sent.length === 0) throw new NotChecked('no WWW-Authenticate was sent, and the document does not ask for one');
    for (const { exchange, error, challenge } of sent) {
      const message = problemOf(challenge, error);
      if (message !== undefined)
        yield context.finding('check/challenge-error', exchange, { message, schemaPath: context.operation.pointer });
    }
  },
};

function challengeOf({ response }: SeenExchange): string | undefined {
  return response.status === 401 ? headerValue(response.headers, 'www-authenticate') : undefined;
}

function problemOf(challenge: string, expected: string | undefined): string | undefined {
  if (!/(?:^|,\s*)Bearer(?:[\s,]|$)/iu.test(challenge))
    return 'WWW-Authenticate has no challenge of the scheme Bearer.';
  const [, quoted, bare] = /(?:^|[\s,])error\s*=\s*(?:"([^"]*)"|([^\s,]+))/iu.exec(challenge) ?? [];
  if ((quoted ?? bare) === expected) return undefined;
  return expected === undefined
    ? 'The challenge names an error, although no token was sent.'
    : `The challenge does not name the error ${expected}.`;
}

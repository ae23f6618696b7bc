// A method that the document does not have. @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6

import type { Finding } from '../../contract/findings/finding.ts';
import { parentPointer } from '../../contract/openapi/pointer.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue, listMembers } from '../../contract/responses/headers.ts';
import { type Check, type CheckContext, NotChecked } from '../check.ts';

/** The only further method that RFC 9110 calls safe. It echoes its request, and is therefore sent without a token. */
const method = 'TRACE';

/** 405; 401 or 403 where the token is asked for first; 501 where the method is not known at all. */
const refusals: readonly number[] = [405, 401, 403, 501];

export const methodNotAllowed: Check = {
  id: 'method-not-allowed',
  title: 'A method that is not documented is refused',
  description: `${method} without a token, which is safe to send anywhere; 405 must name the documented methods in Allow.`,
  needs: [],
  shares: [],
  requests: 1,
  async *run(context) {
    const documented = documentedMethods(context);
    if (documented.includes(method)) throw new NotChecked(`the document has ${method}`);
    const exchange = await context.send({ method });
    const { status } = exchange.response;
    const about = { schemaPath: pathOf(context), expected: 'status 405', actual: `status ${status}` };
    if (status >= 200 && status < 300)
      yield context.finding('check/method-accepted', exchange, {
        ...about,
        message: `${method} is answered with ${status}.`,
      });
    else if (!refusals.includes(status))
      yield context.finding('check/method-status', exchange, {
        ...about,
        message: `${method} is refused with ${status}.`,
      });
    else if (status === 405) yield* allowFindings(context, exchange, documented);
  },
};

function allowFindings(
  context: CheckContext,
  exchange: SeenExchange,
  documented: readonly string[],
): readonly Finding[] {
  const allow = headerValue(exchange.response.headers, 'allow');
  const about = { schemaPath: pathOf(context), expected: documented.join(', ') };
  if (allow === undefined)
    return [
      context.finding('response/allow-missing', exchange, {
        ...about,
        message: 'Status 405 came without the header Allow.',
      }),
    ];
  const listed = listMembers(allow);
  const lacking = documented.filter(name => !listed.includes(name.toLowerCase()));
  if (lacking.length === 0) return [];
  return [
    context.finding('check/allow-incomplete', exchange, { ...about, message: `Allow lacks ${lacking.join(', ')}.` }),
  ];
}

function documentedMethods({ document, operation }: CheckContext): readonly string[] {
  return document.operations.filter(({ path }) => path === operation.path).map(other => other.method);
}

function pathOf({ operation }: CheckContext): string {
  return parentPointer(operation.pointer);
}

// HEAD beside GET. @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2

import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue } from '../../contract/responses/headers.ts';
import type { Check } from '../check.ts';
import { requireProfile } from '../expect.ts';

export const headEqualsGet: Check = {
  id: 'head-equals-get',
  title: 'HEAD is answered as GET is, without the body',
  description:
    'HEAD with APS_TOKEN, beside GET: the same status and Content-Type, no other Content-Length, and no body.',
  needs: ['token'],
  shares: ['profile'],
  requests: 1,
  async *run(context) {
    const get = await context.shared('profile');
    requireProfile(context, get);
    const head = await context.send({ method: 'HEAD', token: context.credentials.token });
    const schemaPath = context.operation.pointer;
    const [wanted, status] = [get.response.status, head.response.status];
    if (status !== wanted) {
      const message = `HEAD is answered with ${status}, GET with ${wanted}.`;
      const about = { message, schemaPath, expected: `status ${wanted}`, actual: `status ${status}` };
      return yield context.finding('check/head-status', head, about);
    }
    // A HEAD answer ends with its headers, so whatever came after them broke it.
    if (head.response.flaw !== undefined)
      yield context.finding('check/head-body', head, { message: 'Something follows the headers.', schemaPath });
    for (const name of differingHeaders(get, head))
      yield context.finding('check/head-headers', head, {
        message: `${name} differs between GET and HEAD.`,
        schemaPath,
      });
  },
};

/** HEAD may leave out what would take making the body (section 9.3.2), so a length counts only where both say one. */
function differingHeaders(...exchanges: readonly [SeenExchange, SeenExchange]): readonly string[] {
  const [get, head] = exchanges.map(
    ({ response }) =>
      (name: string) =>
        headerValue(response.headers, name),
  );
  const bothSay = (name: string): boolean => get?.(name) !== undefined && head?.(name) !== undefined;
  const names = ['Content-Type', ...(bothSay('Content-Length') ? ['Content-Length'] : [])];
  return names.filter(name => get?.(name) !== head?.(name));
}

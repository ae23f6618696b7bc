// The documented error statuses that no credential of a user leads to. Only a mock can be asked for them.

import type { Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import { type Check, NotChecked } from '../check.ts';
import { expectFailure } from '../expect.ts';

export const errorStatuses: Check = {
  id: 'error-statuses',
  title: 'Every documented error status has its documented body and code',
  description:
    'With --mock-tokens: GET once for each documented error status but 401, with a token that asks the mock for it. A live service cannot be asked.',
  needs: [],
  shares: [],
  requests: ({ credentials, operation }) => (credentials.provoke === undefined ? 0 : provokable(operation).length),
  async *run(context) {
    const { operation, credentials } = context;
    const statuses = provokable(operation);
    const keys = statuses.map(({ key }) => key).join(', ');
    if (keys === '') throw new NotChecked('the document has no error statuses beside 401');
    if (credentials.provoke === undefined)
      throw new NotChecked(`nothing makes this target answer ${keys}; a mock can be asked, with --mock-tokens`);
    for (const { key, examples } of statuses) {
      const exchange = await context.send({ token: credentials.provoke(Number(key)), expects429: true });
      const pointer = joinPointer(operation.pointer, 'responses', key);
      yield* expectFailure(context, exchange, { key, pointer, example: [...examples.values()][0] });
    }
  },
};

/** 401 has checks of its own; a range such as 4XX names no status to ask for. */
function provokable({ responses }: Operation): readonly ResponseSpec[] {
  return [...responses.values()].filter(({ key }) => /^[45]\d\d$/u.test(key) && key !== '401');
}

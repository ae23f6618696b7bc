// A query parameter that the document does not have: clients and gateways add such parameters.

import { isObject } from '../../base/json.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { Check } from '../check.ts';
import { requireProfile } from '../expect.ts';
import { differences } from '../same-person.ts';

const query = 'aps-userinfo-verify=1';

export const unknownQuery: Check = {
  id: 'unknown-query-ignored',
  title: 'Query parameters that are not documented are ignored',
  description: `GET ?${query} with APS_TOKEN, beside GET without it; the same person's profile.`,
  needs: ['token'],
  shares: ['profile'],
  requests: 1,
  async *run(context) {
    const plain = await context.shared('profile');
    const before = requireProfile(context, plain);
    const exchange = await context.send({ query, token: context.credentials.token });
    const after = context.bodyOf(exchange);
    const schemaPath = context.operation.pointer;
    if (exchange.response.status !== plain.response.status || !isObject(after)) {
      const message = 'With the parameter there is no profile any more.';
      const about = { message, schemaPath, actual: `status ${exchange.response.status}` };
      return yield context.finding('check/query-matters', exchange, about);
    }
    const id = differences(context, before, after).find(({ isId }) => isId);
    if (id === undefined) return;
    const message = 'With the parameter, the profile is that of somebody else.';
    const about = { message, instancePath: joinPointer('', id.claim), schemaPath: id.schemaPath };
    yield context.finding('check/query-matters', exchange, about);
  },
};

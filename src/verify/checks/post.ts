// The profile with POST. @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfoRequest

import { isObject } from '../../base/json.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import { type Check, NotChecked } from '../check.ts';
import { coversStatus, documentedSuccess } from '../documented.ts';
import { expectProfile, requireProfile } from '../expect.ts';
import { differences } from '../same-person.ts';

export const post: Check = {
  id: 'post',
  title: 'POST gives the same profile as GET',
  description: 'POST with APS_TOKEN and without a body, beside GET. Runs with --allow-post only.',
  needs: ['token'],
  shares: ['profile'],
  requests: 1,
  optIn: 'allowPost',
  async *run(context) {
    const { document, operation, credentials } = context;
    const posting = document.operations.find(({ method, path }) => method === 'POST' && path === operation.path);
    if (posting === undefined) throw new NotChecked(`the document has no POST at ${operation.path}`);
    const profile = requireProfile(context, await context.shared('profile'));
    const exchange = await context.send({
      method: 'POST',
      token: credentials.token,
      headers: [['Content-Length', '0']],
    });
    yield* expectProfile(context, exchange, posting);
    const body = context.bodyOf(exchange);
    if (!coversStatus(documentedSuccess(posting).key, exchange.response.status) || !isObject(body)) return;
    for (const { claim, schemaPath } of differences(context, profile, body)) {
      const about = { message: `"${claim}" differs from GET.`, instancePath: joinPointer('', claim), schemaPath };
      yield context.finding('check/post-differs', exchange, about);
    }
  },
};

// The profile itself, asked for twice. @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse

import { isObject } from '../../base/json.ts';
import type { Finding } from '../../contract/findings/finding.ts';
import type { Check } from '../check.ts';
import { coversStatus, documentedSuccess } from '../documented.ts';
import { expectProfile } from '../expect.ts';
import { comparePeople, compareWithToken } from '../same-person.ts';

export const validToken: Check = {
  id: 'valid-token',
  title: "A good token gives its own user's profile, as documented",
  description:
    'GET twice with APS_TOKEN: status, content type, headers and schema; the same person both times, and the one whom the token (a JWT) and APS_EXPECTED_SUB name.',
  needs: ['token'],
  shares: ['profile'],
  requests: 1,
  async *run(context) {
    const first = await context.shared('profile');
    const findings = expectProfile(context, first);
    yield* findings;
    const { key } = documentedSuccess(context.operation);
    const before = context.bodyOf(first);
    if (!coversStatus(key, first.response.status) || !isObject(before)) return;
    yield* compareWithToken(context, before, first);
    const second = await context.send({ token: context.credentials.token });
    const after = context.bodyOf(second);
    // Twice the same answer would be twice the same findings.
    const told = new Set(findings.map(keyOf));
    yield* expectProfile(context, second).filter(finding => !told.has(keyOf(finding)));
    if (coversStatus(key, second.response.status) && isObject(after))
      yield* comparePeople(context, before, after, second);
  },
};

function keyOf({ code, instancePath, schemaPath }: Finding): string {
  return `${code} ${instancePath} ${schemaPath}`;
}

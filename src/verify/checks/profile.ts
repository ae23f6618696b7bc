// The profile, and variations of its request that must not change it.
// @see https://openid.net/specs/openid-connect-core-1_0.html#UserInfo

import { isObject } from '../../base/json.ts';
import type { Finding } from '../../contract/findings/finding.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue } from '../../contract/responses/headers.ts';
import { type Check, coversStatus, documentedSuccess, NotChecked } from '../check.ts';
import { expectProfile, requireProfile } from '../expect.ts';
import { comparePeople, compareWithToken, differences } from '../same-person.ts';

export const validToken: Check = {
  id: 'valid-token',
  title: "A valid token gets its user's documented profile",
  description:
    'GET twice with APS_TOKEN: status, content type, headers and schema; the same person both times, who is the user of the token (a JWT) and of APS_EXPECTED_SUB.',
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
    const reported = new Set(findings.map(keyOf));
    yield* expectProfile(context, second).filter(finding => !reported.has(keyOf(finding)));
    if (coversStatus(key, second.response.status) && isObject(after))
      yield* comparePeople(context, before, after, second);
  },
};

function keyOf({ code, instancePath, schemaPath }: Finding): string {
  return `${code} ${instancePath} ${schemaPath}`;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2 */
export const headEqualsGet: Check = {
  id: 'head-equals-get',
  title: 'HEAD has the same answer as GET, without the body',
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
      const message = `HEAD gets ${status}, GET gets ${wanted}.`;
      const about = { message, schemaPath, expected: `status ${wanted}`, actual: `status ${status}` };
      return yield context.finding('check/head-status', head, about);
    }
    // A HEAD answer ends with its headers, so any flaw is data after them.
    if (head.response.failure !== undefined)
      yield context.finding('check/head-body', head, { message: 'Data follow the headers.', schemaPath });
    for (const name of differingHeaders(get, head)) {
      const message = `${name} differs between GET and HEAD.`;
      yield context.finding('check/head-headers', head, { message, schemaPath });
    }
  },
};

/** HEAD may omit headers of the body (section 9.3.2): a length counts only if both have one. */
function differingHeaders(get: SeenExchange, head: SeenExchange): readonly string[] {
  const valuesOf = (name: string): readonly (string | undefined)[] =>
    [get, head].map(({ response }) => headerValue(response.headers, name));
  return ['Content-Type', 'Content-Length'].filter(name => {
    const [ofGet, ofHead] = valuesOf(name);
    const isOptional = name === 'Content-Length' && (ofGet === undefined || ofHead === undefined);
    return !isOptional && ofGet !== ofHead;
  });
}

export const post: Check = {
  id: 'post',
  title: 'POST gives the same profile as GET',
  description: 'POST with APS_TOKEN and without a body, beside GET. Requires --allow-post.',
  needs: ['token'],
  shares: ['profile'],
  requests: 1,
  optIn: 'allowPost',
  async *run(context) {
    const { document, operation, credentials } = context;
    const posting = document.operations.find(({ method, path }) => method === 'POST' && path === operation.path);
    if (posting === undefined) throw new NotChecked(`the document has no POST at ${operation.path}`);
    const profile = requireProfile(context, await context.shared('profile'));
    const headers = [['Content-Length', '0']] as const;
    const exchange = await context.send({ method: 'POST', token: credentials.token, headers });
    yield* expectProfile(context, exchange, posting);
    const body = context.bodyOf(exchange);
    if (!coversStatus(documentedSuccess(posting).key, exchange.response.status) || !isObject(body)) return;
    for (const { claim, schemaPath } of differences(context, profile, body)) {
      const about = { message: `"${claim}" differs from GET.`, instancePath: joinPointer('', claim), schemaPath };
      yield context.finding('check/post-differs', exchange, about);
    }
  },
};

/** Clients that join URLs carelessly send such a path. */
export const doubleSlash: Check = {
  id: 'double-slash',
  title: 'A double slash before the path changes nothing',
  description: 'GET //userinfo with APS_TOKEN, beside GET /userinfo; the same status.',
  needs: ['token'],
  shares: ['profile'],
  requests: 1,
  async *run(context) {
    const plain = await context.shared('profile');
    requireProfile(context, plain);
    const { operation, call, credentials } = context;
    const exchange = await context.send({ path: `/${call.path}`, token: credentials.token });
    const [wanted, status] = [plain.response.status, exchange.response.status];
    if (status === wanted) return;
    yield context.finding('check/double-slash', exchange, {
      message: `/${call.path} is answered with ${status}, ${call.path} with ${wanted}.`,
      schemaPath: operation.pointer,
      expected: `status ${wanted}`,
      actual: `status ${status}`,
    });
  },
};

const query = 'aps-userinfo-verify=1';

/** Clients and gateways add such parameters. */
export const unknownQuery: Check = {
  id: 'unknown-query-ignored',
  title: 'The server ignores undocumented query parameters',
  description: `GET ?${query} with APS_TOKEN, beside GET without it; the profile of the same person.`,
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
      const message = 'With the parameter, the answer is not a profile.';
      const about = { message, schemaPath, actual: `status ${exchange.response.status}` };
      return yield context.finding('check/query-matters', exchange, about);
    }
    const id = differences(context, before, after).find(({ isId }) => isId);
    if (id === undefined) return;
    const message = 'With the parameter, the profile is that of another person.';
    const about = { message, instancePath: joinPointer('', id.claim), schemaPath: id.schemaPath };
    yield context.finding('check/query-matters', exchange, about);
  },
};

// Responses as they are seen, for the tests of what is checked about them.

import type { Finding } from '../../../src/contract/findings/finding.ts';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { checkResponse } from '../../../src/contract/responses/check-response.ts';
import type { Header, SeenResponse } from '../../../src/contract/responses/exchange.ts';
import type { ResponseRules } from '../../../src/contract/responses/response-context.ts';

const document = await loadDocument(builtinDocument());
export const rules: ResponseRules = { document, validators: createValidators(document) };

export const profile = '{"sub":"ABCDEFGH1234"}';
export const unauthorized =
  '{"developerMessage":"Access token provided is invalid or expired.","moreInfo":"https://aps.autodesk.com/","errorCode":"AUTH-006"}';

/** What a test says of a response; everything else is as it should be. */
export interface Seen extends Partial<Omit<SeenResponse, 'headers' | 'body'>> {
  readonly method?: string;
  readonly path?: string;
  /** On top of a good content type and cache control; null leaves one out. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly moreHeaders?: readonly Header[];
  readonly body?: string | Uint8Array | undefined;
}

const usual = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

export function check(seen: Seen, against: ResponseRules = rules): readonly Finding[] {
  const { method = 'GET', path = '/userinfo', headers, moreHeaders = [], status = 200, ...rest } = seen;
  const body = 'body' in seen ? seen.body : profile;
  const named = Object.entries({ ...usual, ...headers }).flatMap(([name, value]): Header[] =>
    value === null ? [] : [[name, value]],
  );
  const response: SeenResponse = {
    ...rest,
    status,
    headers: [...named, ...moreHeaders],
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  };
  return checkResponse({ request: { method, path, headers: [] }, response, where: 'test' }, against);
}

/** `code pointer` of each finding, severity first where it is no error. */
export function briefly(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ code, severity, instancePath }) =>
    `${severity === 'error' ? '' : `${severity} `}${code} ${instancePath}`.trim(),
  );
}

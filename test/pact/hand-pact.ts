// Contracts written by hand, as teams without this kit write them, and broken ones.

import { writeText } from '../written-files.ts';

/** What is given of an interaction; the rest is an ordinary profile. */
export interface HandInteraction {
  readonly description?: string;
  readonly providerStates?: readonly { readonly name: string; readonly params?: object }[];
  readonly request?: object;
  readonly response?: object;
  readonly [member: string]: unknown;
}

/** Writes a contract of specification 4. @returns its file */
export function handPact(interactions: readonly HandInteraction[], more: object = {}): string {
  return writeText('page-userinfo.json', JSON.stringify(pactValue(interactions, more)));
}

/** The contract itself. */
export function pactValue(interactions: readonly HandInteraction[], more: object = {}): object {
  return {
    consumer: { name: 'page' },
    provider: { name: 'userinfo' },
    interactions: interactions.map((one, index) => ({
      type: 'Synchronous/HTTP',
      description: `interaction ${index}`,
      ...one,
      request: { method: 'GET', path: '/userinfo', headers: bearer, ...one.request },
      response: { status: 200, ...one.response },
    })),
    metadata: { pactSpecification: { version: '4.0' } },
    ...more,
  };
}

const bearer = { Authorization: ['Bearer pact-placeholder-token'] };

/** A response with a JSON body. */
export function answer(content: unknown, status = 200, matchingRules: object = {}): object {
  return {
    status,
    headers: { 'Content-Type': ['application/json'] },
    body: { content, contentType: 'application/json', encoded: false },
    matchingRules: { body: matchingRules },
  };
}

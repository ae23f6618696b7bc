// Expected: a contract whose answer breaks `prefixItems` of an OpenAPI 3.1 document is incompatible with it.
// Happens: the comparator reports nothing: it validates with JSON Schema 2019-09, which does not have the keyword. A wrong
// `type` at the same place is reported.
// Version: @pactflow/openapi-pact-comparator 1.7.0.
// Source: https://spec.openapis.org/oas/v3.1.0#schema-object (JSON Schema 2020-12)

import { finding } from './finding.mjs';

const oas = schema => ({
  openapi: '3.1.0',
  info: { title: 'Pairs', version: '1' },
  paths: {
    '/pair': { get: { responses: { 200: { description: 'A pair.', content: { 'application/json': { schema } } } } } },
  },
});
const pact = {
  consumer: { name: 'reader' },
  provider: { name: 'pairs' },
  interactions: [
    {
      description: 'reads a pair',
      request: { method: 'GET', path: '/pair' },
      response: { status: 200, headers: { 'Content-Type': 'application/json' }, body: [1, 2] },
    },
  ],
  metadata: { pactSpecification: { version: '2.0.0' } },
};

await finding({
  packages: ['@pactflow/openapi-pact-comparator@1.7.0'],
  expected: { prefixItems: ['response.body.incompatible'], type: ['response.body.incompatible'] },
  behaviour: { prefixItems: [], type: ['response.body.incompatible'] },
  observe: async require => {
    const { Comparator } = require('@pactflow/openapi-pact-comparator');
    const compare = async schema => {
      const codes = [];
      for await (const { code } of new Comparator(oas(schema)).compare(pact)) codes.push(code);
      return [...new Set(codes)];
    };
    return {
      prefixItems: await compare({ type: 'array', prefixItems: [{ type: 'string' }, { type: 'string' }] }),
      type: await compare({ type: 'array', items: { type: 'string' } }),
    };
  },
});

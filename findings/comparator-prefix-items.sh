#!/usr/bin/env bash
# Expected: a contract whose answer breaks `prefixItems` of an OpenAPI 3.1 document is incompatible with it.
# Happens: the comparator reports nothing: it validates with JSON Schema 2019-09, which does not have the keyword. A wrong
# `type` at the same place is reported.
# Version: @pactflow/openapi-pact-comparator 1.7.0.
# Source: https://spec.openapis.org/oas/v3.1.0#schema-object (JSON Schema 2020-12)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
packages='@pactflow/openapi-pact-comparator@1.7.0'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
node --input-type=module <<'JS'
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(`${process.cwd()}/`);
const expected = { prefixItems: ['response.body.incompatible'], type: ['response.body.incompatible'] };
const behaviour = { prefixItems: [], type: ['response.body.incompatible'] };

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

async function observe() {
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
}

const observed = await observe();
console.log(`Node.js ${process.versions.node}`);
console.log(`expected: ${JSON.stringify(expected)}\nobserved: ${JSON.stringify(observed)}`);
if (!isDeepStrictEqual(observed, behaviour)) {
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS

#!/usr/bin/env bash
# Expected: `contains` evaluates only the items that match it, so `unevaluatedItems: false` rejects ["a", 1], whose 1 no
# keyword evaluates (JSON Schema 2020-12 Core, section 11.2; an array of strings alone is valid).
# Happens: ajv accepts both: after `contains` it takes every item as evaluated.
# Version: ajv 8.20.0, `ajv/dist/2020`.
# Source: https://json-schema.org/draft/2020-12/json-schema-core#section-11.2
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
packages='ajv@8.20.0'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
node --input-type=module <<'JS'
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(`${process.cwd()}/`);
const expected = { strings: true, mixed: false };
const behaviour = { strings: true, mixed: true };

async function observe() {
  const Ajv = require('ajv/dist/2020').default;
  const validate = new Ajv().compile({ type: 'array', contains: { type: 'string' }, unevaluatedItems: false });
  return { strings: validate(['a', 'b']), mixed: validate(['a', 1]) };
}

const observed = await observe();
console.log(`Node.js ${process.versions.node}`);
console.log(`expected: ${JSON.stringify(expected)}\nobserved: ${JSON.stringify(observed)}`);
if (!isDeepStrictEqual(observed, behaviour)) {
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS

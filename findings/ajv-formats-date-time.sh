#!/usr/bin/env bash
# Expected: the format `date-time` is that of RFC 3339: an offset is `Z` or has a colon, as in +05:30.
# Happens: ajv-formats accepts +0530 as well, even in its mode `full`, which it describes as the strict one.
# Version: ajv-formats 3.0.1 with ajv 8.20.0.
# Source: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
packages='ajv@8.20.0 ajv-formats@3.0.1'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
node --input-type=module <<'JS'
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(`${process.cwd()}/`);
const expected = { '2026-01-31T12:00:00+05:30': true, '2026-01-31T12:00:00+0530': false };
const behaviour = { '2026-01-31T12:00:00+05:30': true, '2026-01-31T12:00:00+0530': true };

async function observe() {
  const Ajv = require('ajv/dist/2020').default;
  const ajv = new Ajv();
  require('ajv-formats').default(ajv, { mode: 'full' });
  const validate = ajv.compile({ type: 'string', format: 'date-time' });
  const values = ['2026-01-31T12:00:00+05:30', '2026-01-31T12:00:00+0530'];
  return Object.fromEntries(values.map(value => [value, validate(value)]));
}

const observed = await observe();
console.log(`Node.js ${process.versions.node}`);
console.log(`expected: ${JSON.stringify(expected)}\nobserved: ${JSON.stringify(observed)}`);
if (!isDeepStrictEqual(observed, behaviour)) {
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS

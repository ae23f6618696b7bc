#!/usr/bin/env bash
# Expected: `regex(/^gold$/i, 'GOLD')` matches GOLD, since the expression has the flag i.
# Happens: the matcher keeps the source of the expression and drops its flags, without a warning, so the contract says
# /^gold$/ and contradicts its own example.
# Version: @pact-foundation/pact 16.5.0.
# Source: https://github.com/pact-foundation/pact-js/blob/master/docs/matching.md
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
packages='@pact-foundation/pact@16.5.0'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
node --input-type=module <<'JS'
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(`${process.cwd()}/`);
const expected = true;
const behaviour = false;

async function observe() {
  process.env.PACT_DO_NOT_TRACK = 'true';
  const { regex } = require('@pact-foundation/pact').MatchersV3;
  const matcher = regex(/^gold$/i, 'GOLD');
  return new RegExp(matcher.regex).test(matcher.value);
}

const observed = await observe();
console.log(`Node.js ${process.versions.node}`);
console.log(`expected: ${JSON.stringify(expected)}\nobserved: ${JSON.stringify(observed)}`);
if (!isDeepStrictEqual(observed, behaviour)) {
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS

#!/usr/bin/env bash
# Expected: the matcher `email()` accepts o'neil@example.com, a valid address, and rejects an address without a dot.
# Happens: it is the other way round: its expression has no apostrophe, and a dot that is not escaped.
# Version: @pact-foundation/pact 16.5.0.
# Source: https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1
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
const expected = { "o'neil@example.com": true, 'a@bXcom': false };
const behaviour = { "o'neil@example.com": false, 'a@bXcom': true };

async function observe() {
  process.env.PACT_DO_NOT_TRACK = 'true';
  const { email } = require('@pact-foundation/pact').MatchersV2;
  const expression = new RegExp(email().regex);
  return Object.fromEntries(["o'neil@example.com", 'a@bXcom'].map(address => [address, expression.test(address)]));
}

const observed = await observe();
console.log(`Node.js ${process.versions.node}`);
console.log(`expected: ${JSON.stringify(expected)}\nobserved: ${JSON.stringify(observed)}`);
if (!isDeepStrictEqual(observed, behaviour)) {
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS

#!/usr/bin/env bash
# Expected: `days: 2` gives a certificate that is valid for two days, as in selfsigned 1 to 4.
# Happens: selfsigned 5 ignores `days`, and the certificate is valid for 365 days. `notAfterDate` works.
# Version: selfsigned 5.5.0.
# Source: https://github.com/jfromaniello/selfsigned
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
packages='selfsigned@5.5.0'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
node --input-type=module <<'JS'
import { X509Certificate } from 'node:crypto';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(`${process.cwd()}/`);
const expected = { days: 2, notAfterDate: 2 };
const behaviour = { days: 365, notAfterDate: 2 };

const days = ({ cert }) => {
  const { validFrom, validTo } = new X509Certificate(cert);
  return Math.round((Date.parse(validTo) - Date.parse(validFrom)) / 86_400_000);
};

async function observe() {
  const { generate } = require('selfsigned');
  const attributes = [{ name: 'commonName', value: 'localhost' }];
  const notAfterDate = new Date(Date.now() + 2 * 86_400_000);
  return {
    days: days(await generate(attributes, { days: 2 })),
    notAfterDate: days(await generate(attributes, { notAfterDate })),
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

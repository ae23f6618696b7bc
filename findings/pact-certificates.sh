#!/usr/bin/env bash
# Expected: a verification of http://127.0.0.1 reads the certificates of the system once at most, since it uses none.
# Happens: with a URL for provider states, the verifier reads all of them three times per interaction: for the setup, the
# request and the teardown. Version 17 reads them once per interaction, and once more. Linux only (/proc/self/io).
# Version: @pact-foundation/pact-core 19.2.0 and 20.1.1, of @pact-foundation/pact 16.5.0 and 17.1.4.
# Source: https://github.com/pact-foundation/pact-reference/tree/master/rust/pact_verifier
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export SCARF_ANALYTICS=false DO_NOT_TRACK=1 PACT_DO_NOT_TRACK=true
echo '{ "private": true }' > package.json
packages='pact16@npm:@pact-foundation/pact-core@19.2.0 pact17@npm:@pact-foundation/pact-core@20.1.1'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
cat > verify.cjs <<'JS'
// Verifies a contract with the given number of interactions, and sends the number of bytes that this process read meanwhile.
const { readFileSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');

const [core, count] = process.argv.slice(2);
const { verifyPacts } = require(core).default;
const readBytes = () => Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))[1]);
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"name":"Una"}'));
});
server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const interactions = Array.from({ length: Number(count) }, (_, index) => ({
    description: `reads a name, ${index}`,
    providerState: 'a name exists',
    request: { method: 'GET', path: '/name' },
    response: { status: 200, headers: { 'Content-Type': 'application/json' }, body: { name: 'Una' } },
  }));
  const metadata = { pactSpecification: { version: '2.0.0' } };
  writeFileSync('pact.json', JSON.stringify({ consumer: { name: 'reader' }, provider: { name: 'names' }, interactions, metadata }));
  const before = readBytes();
  await verifyPacts({
    provider: 'names',
    providerBaseUrl: url,
    providerStatesSetupUrl: `${url}/states`,
    pactUrls: ['pact.json'],
    logLevel: 'error',
  });
  process.send(readBytes() - before, () => process.exit(0));
});
JS
node --input-type=module <<'JS'
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';

const expected = { pact16: { 1: 1, 8: 1 }, pact17: { 1: 1, 8: 1 } };
const behaviour = { pact16: { 1: 3, 8: 24 }, pact17: { 1: 2, 8: 9 } };

writeFileSync('one.pem', rootCertificates[0]);
mkdirSync('all');
// The names that OpenSSL finds certificates by.
for (const [index, certificate] of rootCertificates.entries()) {
  writeFileSync(`all/${index.toString(16).padStart(8, '0')}.0`, certificate);
}
const size = rootCertificates.join('').length;

async function bytesRead(core, count, certificates) {
  const env = { ...process.env, SSL_CERT_FILE: 'one.pem', SSL_CERT_DIR: undefined, ...certificates };
  const child = fork('verify.cjs', [core, count], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [bytes] = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => [])]);
  if (bytes === undefined) throw new Error('The verification failed.');
  return bytes;
}

/** How many times all certificates were read. */
async function readings(core, count) {
  const many = await bytesRead(core, count, { SSL_CERT_DIR: 'all' });
  return Math.round((many - (await bytesRead(core, count))) / size);
}

async function observe() {
  const observed = {};
  for (const core of ['pact16', 'pact17']) observed[core] = { 1: await readings(core, 1), 8: await readings(core, 8) };
  return observed;
}

const observed = await observe();
console.log(`Node.js ${process.versions.node}`);
console.log(`How many times ${rootCertificates.length} certificates are read, by version and number of interactions:`);
console.log(`expected: ${JSON.stringify(expected)}\nobserved: ${JSON.stringify(observed)}`);
if (!isDeepStrictEqual(observed, behaviour)) {
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS

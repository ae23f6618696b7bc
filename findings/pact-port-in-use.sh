#!/usr/bin/env bash
# Expected: a consumer test whose mock server cannot listen, since its `port` is in use, fails before the test's function runs.
# Happens: Pact's core returns the error code -3 as an unsigned number. pact-js takes it for a port, runs the function with a
# URL that no client can use, and rejects with "Error in native callback".
# Version: @pact-foundation/pact 16.5.0 and 17.1.4.
# Source: https://github.com/pact-foundation/pact-js/tree/master/src/v4/http
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export SCARF_ANALYTICS=false DO_NOT_TRACK=1 PACT_DO_NOT_TRACK=true
echo '{ "private": true }' > package.json
packages='pact16@npm:@pact-foundation/pact@16.5.0 pact17@npm:@pact-foundation/pact@17.1.4'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
cat > test.cjs <<'JS'
// Runs one consumer test on a port in use; prints the URL that its function gets, and the error.
const { createServer } = require('node:http');
const { Pact } = require(process.argv[2]);

const server = createServer().listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const urls = [];
  const error = await new Pact({ consumer: 'reader', provider: 'names', dir: 'pacts', logLevel: 'error', port })
    .addInteraction()
    .uponReceiving('a name')
    .withRequest('GET', '/name')
    .willRespondWith(200)
    .executeTest(async ({ url }) => urls.push(url))
    .then(() => 'none', ({ message }) => message);
  process.send({ urls, error, namesPort: error.includes(port) }, () => process.exit(0));
});
JS
node --input-type=module <<'JS'
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';

const behaviour = { urls: ['http://127.0.0.1:4294967293'], error: 'Error in native callback', namesPort: false };
const expected = { urls: [], error: 'the port is in use', namesPort: true };

console.log(`Node.js ${process.versions.node}`);
console.log(`expected: ${JSON.stringify(expected)}`);
for (const version of ['pact16', 'pact17']) {
  const child = fork('test.cjs', [version], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [observed] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  console.log(`${version}: ${JSON.stringify(observed)}`);
  if (isDeepStrictEqual(observed, behaviour)) continue;
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS

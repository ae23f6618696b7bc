#!/usr/bin/env bash
# Expected: an answer with `Content-Type: Application/JSON` is read, since media types are case-insensitive.
# Happens: oidc-client-ts 3 compares letter by letter, and fails with "Invalid response Content-Type".
# Version: oidc-client-ts 3.5.0.
# Source: https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
packages='oidc-client-ts@3.5.0'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
cat > observe.mjs <<'JS'
import { createServer } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { MetadataService, OidcClientSettingsStore } from 'oidc-client-ts';

const types = ['application/json', 'Application/JSON'];
const expected = types.map(type => ({ type, read: true }));
const behaviour = types.map(type => ({ type, read: type === 'application/json' }));

const observed = [];
for (const type of types) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': type }).end('{"issuer":"http://localhost"}');
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const authority = `http://127.0.0.1:${server.address().port}`;
  const settings = new OidcClientSettingsStore({ authority, client_id: 'app', redirect_uri: `${authority}/callback` });
  const read = await new MetadataService(settings).getIssuer().then(
    () => true,
    () => false,
  );
  observed.push({ type, read });
  server.closeAllConnections();
  server.close();
}
console.log(`Node.js ${process.versions.node}`);
console.log(`expected: ${JSON.stringify(expected)}\nobserved: ${JSON.stringify(observed)}`);
if (!isDeepStrictEqual(observed, behaviour)) {
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS
node observe.mjs

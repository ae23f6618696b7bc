#!/usr/bin/env bash
# Expected: a request for a scope that the server does not have gets the error invalid_scope.
# Happens: oidc-provider drops the scope silently and goes on to the login, as RFC 6749 section 3.3 allows if the answer
# names the scope that was given.
# Version: oidc-provider 9.13.3.
# Source: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
packages='oidc-provider@9.13.3'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
node --input-type=module <<'JS'
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(`${process.cwd()}/`);
const expected = 'invalid_scope';
const behaviour = 'login';

async function observe() {
  const { default: Provider } = await import(require.resolve('oidc-provider'));
  const client = { client_id: 'app', client_secret: 'secret', redirect_uris: ['https://app.example/callback'] };
  const server = new Provider('http://127.0.0.1', { clients: [client], pkce: { required: () => false } }).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const query = {
    client_id: 'app',
    response_type: 'code',
    redirect_uri: client.redirect_uris[0],
    scope: 'openid made-up',
  };
  const url = `http://127.0.0.1:${server.address().port}/auth?${new URLSearchParams(query)}`;
  const location = (await fetch(url, { redirect: 'manual' })).headers.get('location');
  server.close();
  server.closeAllConnections();
  return (
    new URL(location, url).searchParams.get('error') ?? (location.includes('/interaction/') ? 'login' : location)
  );
}

const observed = await observe();
console.log(`Node.js ${process.versions.node}`);
console.log(`expected: ${JSON.stringify(expected)}\nobserved: ${JSON.stringify(observed)}`);
if (!isDeepStrictEqual(observed, behaviour)) {
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS

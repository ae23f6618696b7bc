#!/usr/bin/env bash
# Expected: `new Headers(request.headers)` in a handler copies all headers, as the Fetch standard has it.
# Happens: for a POST with a body, the copy is empty. `request.headers.get()` and the entries have every header.
# Version: msw 2.15.0. In msw 3.0.5 the copy is complete.
# Source: https://mswjs.io/docs/http/intercepting-requests
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
packages='msw@2.15.0'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
cat > observe.mjs <<'JS'
import { isDeepStrictEqual } from 'node:util';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';

const whole = ['authorization', 'x-own'];
const expected = { get: { read: whole, copied: whole }, post: { read: whole, copied: whole } };
const behaviour = { get: { read: whole, copied: whole }, post: { read: whole, copied: [] } };

const names = headers => whole.filter(name => headers.has(name));
const seen = [];
const server = setupServer(
  http.all('http://api.test/', ({ request }) => {
    seen.push({ read: names(request.headers), copied: names(new Headers(request.headers)) });
    return HttpResponse.json({});
  }),
);
server.listen();
const headers = { authorization: 'Bearer a-token', 'x-own': 'a value' };
await fetch('http://api.test/', { headers });
await fetch('http://api.test/', { method: 'POST', headers, body: 'a=b' });
server.close();

const observed = { get: seen[0], post: seen[1] };
console.log(`Node.js ${process.versions.node}`);
console.log(`expected: ${JSON.stringify(expected)}\nobserved: ${JSON.stringify(observed)}`);
if (!isDeepStrictEqual(observed, behaviour)) {
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS
node observe.mjs

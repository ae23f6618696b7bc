#!/usr/bin/env bash
# Expected: a command whose answer was lost with the connection is rejected: the client cannot know whether it was done.
# Happens: ioredis reconnects and sends it again, so one INCR counts twice. `autoResendUnfulfilledCommands: false` stops it.
# Version: ioredis 5.8.2.
# Source: https://redis.github.io/ioredis/interfaces/CommonRedisOptions.html
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' > package.json
packages='ioredis@5.8.2'
# shellcheck disable=SC2086
npm install --no-audit --no-fund --ignore-scripts --loglevel=error $packages > /dev/null
echo "versions: $packages"
node --input-type=module <<'JS'
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(`${process.cwd()}/`);
const expected = { counted: 1, client: 'rejected' };
const behaviour = { counted: 2, client: 2 };

async function observe() {
  let counted = 0;
  // Counts, and loses the first answer: a server whose connection breaks at the wrong moment.
  const server = createServer(socket =>
    socket.on('data', data => {
      if (!/incr/i.test(data.toString())) return;
      counted += 1;
      if (counted === 1) socket.destroy();
      else socket.write(`:${counted}\r\n`);
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const Redis = require('ioredis');
  const redis = new Redis({
    port: server.address().port,
    host: '127.0.0.1',
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  redis.on('error', () => undefined);
  const client = await redis.incr('calls').catch(() => 'rejected');
  redis.disconnect();
  server.close();
  return { counted, client };
}

const observed = await observe();
console.log(`Node.js ${process.versions.node}`);
console.log(`expected: ${JSON.stringify(expected)}\nobserved: ${JSON.stringify(observed)}`);
if (!isDeepStrictEqual(observed, behaviour)) {
  console.log(`The behaviour changed: it was ${JSON.stringify(behaviour)}.`);
  process.exitCode = 1;
}
JS

// Expected: a command whose answer was lost with the connection is rejected: the client cannot know whether it was done.
// Happens: ioredis reconnects and sends it again, so one INCR counts twice. `autoResendUnfulfilledCommands: false` stops it.
// Version: ioredis 5.8.2.
// Source: https://redis.github.io/ioredis/interfaces/CommonRedisOptions.html

import { once } from 'node:events';
import { createServer } from 'node:net';
import { finding } from './finding.mjs';

await finding({
  packages: ['ioredis@5.8.2'],
  expected: { counted: 1, client: 'rejected' },
  behaviour: { counted: 2, client: 2 },
  observe: async require => {
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
  },
});

// Prints the processor time of the first request for a token in a fresh process, all threads together, as a share of
// what the start of the process took: a busy machine slows both.

import { startMock } from '../../../src/testing/start-mock.ts';

const mock = await startMock();
const start = process.cpuUsage();
await fetch(`${mock.url}/authentication/v2/token`, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'a',
    client_secret: 'b',
    scope: 'data:read',
  }),
});
const login = process.cpuUsage(start);
process.stdout.write(String((login.user + login.system) / (start.user + start.system)));
await mock.close();

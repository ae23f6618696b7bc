// Prints how much processor time the first request for a token takes in a fresh process, in milliseconds: all of its
// threads together, so no less than what passes on a machine that has nothing else to do.

import { startMock } from '../../../src/testing/start-mock.ts';

const mock = await startMock();
const begun = process.cpuUsage();
await fetch(`${mock.url}/authentication/v2/token`, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'a',
    client_secret: 'b',
    scope: 'data:read',
  }),
});
const { user, system } = process.cpuUsage(begun);
process.stdout.write(String((user + system) / 1000));
await mock.close();

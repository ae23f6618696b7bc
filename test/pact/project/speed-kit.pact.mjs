// 32 interactions made by the kit: measured against speed-plain.pact.mjs.
import { Pact } from '@pact-foundation/pact';
import { userinfoInteractions } from 'aps-userinfo/pact';
import { readProfile } from './client.mjs';

const pact = new Pact({ consumer: 'kit', provider: 'userinfo', dir: 'pacts', logLevel: 'error' });
const claims = ['sub', 'email', 'name', 'locale', 'picture', 'country_code', 'language', 'company'];

it.each(await userinfoInteractions(pact, { claims }))('$name', ({ status, executeTest }) =>
  executeTest(async ({ url, token }) => {
    expect((await readProfile(url, token)).status).toBe(status);
  }),
);

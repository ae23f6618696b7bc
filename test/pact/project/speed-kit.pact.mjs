// 32 interactions made by the kit: measured against speed-plain.pact.mjs.
import { userinfoInteractions } from 'aps-userinfo/pact';
import { readProfile } from './client.mjs';

const pact = { consumer: 'kit', provider: 'userinfo', dir: 'pacts' };
const claims = ['sub', 'email', 'name', 'locale', 'picture', 'country_code', 'language', 'company'];

it.each(await userinfoInteractions(pact, { claims }))('$name', ({ status, executeTest }) =>
  executeTest(async ({ url, token }) => {
    expect((await readProfile(url, token)).status).toBe(status);
  }),
);

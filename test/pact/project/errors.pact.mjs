// Errors of the same consumer as in profiles.pact.mjs, all at once on one Pact instance.
import { Pact } from '@pact-foundation/pact';
import { userinfoInteractions } from 'aps-userinfo/pact';
import { readProfile } from './client.mjs';

const pact = new Pact({ consumer: 'suite', provider: 'userinfo', dir: 'pacts', logLevel: 'error' });
const all = await userinfoInteractions(pact);
const errors = all.filter(({ status }) => status >= 400);

describe('errors', () => {
  it('are answered as documented', async () => {
    const answers = errors.map(({ executeTest }) => executeTest(({ url, token }) => readProfile(url, token)));
    expect(await Promise.all(answers)).toEqual(errors.map(({ status, body }) => ({ status, body: body ?? '' })));
  });
});

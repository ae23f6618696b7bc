// Profiles of one consumer, on Pact's core alone; errors.pact.mjs writes to the same contract at the same time, on pact-js.
// Runs in vitest and in jest.
import { userinfoInteractions } from 'aps-userinfo/pact';
import { readProfile } from './client.mjs';

const pact = { consumer: 'suite', provider: 'userinfo', dir: 'pacts' };
const claims = ['sub', 'email', 'ldap_domain', 'address.country', 'created_date'];
const only = ['profile', 'without email', 'null ldap_domain', 'without address', 'first-last'];
const interactions = await userinfoInteractions(pact, { claims, only });

describe('profiles', () => {
  it.each(interactions)('$name', ({ status, body, executeTest }) =>
    executeTest(async ({ url, token }) => {
      expect(await readProfile(url, token)).toEqual({ status, body });
    }),
  );

  it('runs where native code does not track', () => {
    process.report.excludeNetwork = true;
    expect(process.report.getReport().environmentVariables.PACT_DO_NOT_TRACK).toBe('true');
  });
});

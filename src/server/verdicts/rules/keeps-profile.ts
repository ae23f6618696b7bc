import { grouped } from '../calls.ts';
import type { Rule } from '../verdict.ts';

export const keepsProfile: Rule = {
  id: 'keeps-profile',
  code: 'client/profile-not-kept',
  title: 'The client keeps the profile instead of asking for it each time.',
  why: 'Profiles change rarely, and each request counts towards the rate limit of the app.',
  see: 'https://openid.net/specs/openid-connect-core-1_0.html#UserInfo',
  needs: 'two successful requests for the profile with one token',
  judge({ profiles, thresholds: { profilesPerToken } }) {
    const successes = profiles.filter(({ status }) => status === 200);
    const groups = grouped(successes).filter(({ length }) => length > 1);
    if (groups.length === 0) return undefined;
    return groups
      .filter(({ length }) => length > profilesPerToken)
      .map(requests => ({
        message: `${requests.length} profiles were fetched with one token; at most ${profilesPerToken} are expected.`,
        requests,
      }));
  },
};

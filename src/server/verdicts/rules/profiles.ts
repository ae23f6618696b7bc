// Rules about the profile: how often a client reads it, whose it is, and what it does with the pictures.

import { followed, grouped } from '../calls.ts';
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

export const sameSubject: Rule = {
  id: 'same-subject',
  code: 'client/subject-not-compared',
  title: 'The client drops a token whose profile is of another person than its ID token.',
  why: 'Without the comparison, a swapped answer logs the user in as another person.',
  see: 'https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse',
  needs: 'a profile of another person: log in, and use the scenario identity-swap',
  judge({ profiles }) {
    const swapped = grouped(profiles)
      .flatMap(followed)
      .filter(({ entry: { scenario, status } }) => scenario === 'identity-swap' && status === 200);
    if (swapped.length === 0) return undefined;
    return swapped.flatMap(({ entry, next }) =>
      next === undefined
        ? []
        : [{ message: 'The token was used again after a profile of another person.', requests: [entry, next] }],
    );
  },
};

export const pictureAddress: Rule = {
  id: 'picture-address',
  code: 'client/picture-address-kept',
  title: 'The client requests a picture only while its address is valid.',
  why: 'Autodesk signs the addresses of pictures for 15 to 30 minutes: one that is stored shows no picture later.',
  see: 'https://www.rfc-editor.org/rfc/rfc9111#section-5.2',
  needs: 'a request for a signed picture; move the clock of the session before a second one',
  judge({ pictures }) {
    const signed = pictures.filter(({ url }) => url.includes('?t='));
    if (signed.length === 0) return undefined;
    return signed
      .filter(({ status }) => status === 403)
      .map(entry => ({
        message: 'The address of a picture was used after its time, or was changed.',
        requests: [entry],
      }));
  },
};

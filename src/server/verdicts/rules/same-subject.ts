import { followed, grouped } from '../calls.ts';
import type { Rule } from '../verdict.ts';

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

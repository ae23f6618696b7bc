import { reusedGrants } from '../calls.ts';
import type { Rule } from '../verdict.ts';

export const refreshOnce: Rule = {
  id: 'refresh-once',
  code: 'client/refresh-stampede',
  title: 'The client uses each refresh token once.',
  why: 'A refresh token works once: parallel refreshes end in invalid_grant, and log the user out.',
  see: 'https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2',
  needs: 'a refresh: log in, and use the scenario token-expired',
  judge: ({ logins }) =>
    reusedGrants(logins, 'refresh_token')?.map(requests => ({
      message: `${requests.length} requests used the same refresh token.`,
      requests,
    })),
};

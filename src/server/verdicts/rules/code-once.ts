import { reusedGrants } from '../calls.ts';
import type { Rule } from '../verdict.ts';

export const codeOnce: Rule = {
  id: 'code-once',
  code: 'client/code-reused',
  title: 'The client exchanges each authorization code once.',
  why: 'The second exchange fails, and RFC 6749 lets the server revoke the tokens of the first one.',
  see: 'https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2',
  needs: 'a login with an authorization code',
  judge: ({ logins }) =>
    reusedGrants(logins, 'authorization_code')?.map(requests => ({
      message: `${requests.length} requests exchanged the same authorization code.`,
      requests,
    })),
};

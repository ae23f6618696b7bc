import type { Breach, Rule } from '../verdict.ts';

export const authorizeProtected: Rule = {
  id: 'authorize-protected',
  code: 'client/authorize-unprotected',
  title: 'The client logs in with PKCE (S256), state, and a nonce for an ID token.',
  why: 'Without them, an attacker can inject a code, a login or an ID token of another person.',
  see: 'https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1',
  needs: 'a login with an authorization code',
  judge({ logins }) {
    const starts = logins.filter(
      ({ operationId, url }) => operationId === 'authorize' && url.includes('response_type='),
    );
    if (starts.length === 0) return undefined;
    return starts.flatMap((entry): Breach[] => {
      const query = new URLSearchParams(entry.url.slice(entry.url.indexOf('?') + 1));
      const wantsIdToken = query.get('scope')?.split(' ').includes('openid') === true;
      const lacking = [
        ...(query.get('code_challenge_method') === 'S256' && query.has('code_challenge') ? [] : ['PKCE with S256']),
        ...(query.has('state') ? [] : ['state']),
        ...(wantsIdToken && !query.has('nonce') ? ['nonce'] : []),
      ];
      return lacking.length === 0 ? [] : [{ message: `The login lacked ${lacking.join(' and ')}.`, requests: [entry] }];
    });
  },
};

import type { Rule } from '../verdict.ts';

export const tokenInHeader: Rule = {
  id: 'token-in-header',
  code: 'client/token-outside-header',
  title: 'The client sends its token in the Authorization header only.',
  why: 'URLs end up in logs, proxies and browser histories, and the token with them. APS documents the header only.',
  see: 'https://www.rfc-editor.org/rfc/rfc9700#section-4.3.2',
  needs: 'a request for the profile with a token',
  judge({ profiles }) {
    const tokens = profiles.filter(({ tokenForm }) => tokenForm !== undefined);
    if (tokens.length === 0) return undefined;
    return tokens
      .filter(({ tokenForm }) => tokenForm === 'query' || tokenForm === 'body')
      .map(entry => ({ message: `The token stood in the ${entry.tokenForm}.`, requests: [entry] }));
  },
};

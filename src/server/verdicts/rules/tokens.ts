// Rules about tokens: how a client gets them, renews them and sends them.

import { endOf } from '../../sessions/journal-entry.ts';
import { reusedGrants } from '../calls.ts';
import type { Breach, Rule } from '../verdict.ts';

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

/** A login or refresh that comes later than this after a 403 has another reason. */
const soonMs = 10_000;

export const refreshAfter403: Rule = {
  id: 'refresh-after-403',
  code: 'client/refresh-after-403',
  title: 'The client neither refreshes nor logs in again because of a 403.',
  why: 'A new token has the same rights: the app sends the user to the login for ever.',
  see: 'https://www.rfc-editor.org/rfc/rfc6750#section-3.1',
  needs: 'an answer 403: use the scenario 403',
  judge({ profiles, logins }) {
    const forbidden = profiles.filter(({ status }) => status === 403);
    if (forbidden.length === 0) return undefined;
    const restarts = logins.filter(
      ({ operationId, grantType }) => operationId === 'authorize' || grantType === 'refresh_token',
    );
    return forbidden.flatMap(entry => {
      const after = restarts.find(({ at }) => at >= endOf(entry) && at - endOf(entry) <= soonMs);
      if (after === undefined) return [];
      const what = after.operationId === 'authorize' ? 'A login' : 'A refresh';
      return [{ message: `${what} followed a 403 after ${after.at - endOf(entry)} ms.`, requests: [entry, after] }];
    });
  },
};

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

const faults: Readonly<Record<string, string>> = {
  bare: 'The Authorization header had no scheme.',
  placeholder: 'The token was the text of a variable without a value, such as "undefined".',
  malformed: 'The Authorization header had another scheme, or no token that can be read.',
};

export const bearerScheme: Rule = {
  id: 'bearer-scheme',
  code: 'client/authorization-malformed',
  title: 'The Authorization header is the scheme Bearer and a token.',
  why: 'Gateways and other identity providers answer such a request with 401.',
  see: 'https://www.rfc-editor.org/rfc/rfc6750#section-2.1',
  needs: 'a request for the profile with an Authorization header',
  judge({ profiles }) {
    const headers = profiles.filter(({ tokenForm = 'query' }) => tokenForm !== 'query' && tokenForm !== 'body');
    if (headers.length === 0) return undefined;
    return headers.flatMap(entry => {
      const message = faults[entry.tokenForm ?? ''];
      return message === undefined ? [] : [{ message, requests: [entry] }];
    });
  },
};

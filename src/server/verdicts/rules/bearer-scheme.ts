import type { Rule } from '../verdict.ts';

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

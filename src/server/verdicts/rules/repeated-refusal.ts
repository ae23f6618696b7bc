import { endOf } from '../calls.ts';
import type { Rule } from '../verdict.ts';

export const repeatedRefusal: Rule = {
  id: 'repeated-refusal',
  code: 'client/repeated-refusal',
  title: 'The client does not repeat what was answered 400, 401 or 403 with the same token.',
  why: 'The answer stays the same until the request or the token changes, so the user waits for nothing.',
  see: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5',
  needs: 'an answer 400, 401 or 403: use the scenario 401',
  judge({ profiles }) {
    const refused = profiles.filter(({ status }) => status === 400 || status === 401 || status === 403);
    if (refused.length === 0) return undefined;
    return refused.flatMap(first => {
      const again = profiles.find(
        ({ at, id, url, method, tokenHash }) =>
          id !== first.id &&
          at >= endOf(first) &&
          url === first.url &&
          method === first.method &&
          tokenHash === first.tokenHash,
      );
      if (again === undefined) return [];
      return [{ message: `The same request came again after a ${first.status}.`, requests: [first, again] }];
    });
  },
};

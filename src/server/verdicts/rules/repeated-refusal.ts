import { followed, grouped } from '../calls.ts';
import type { Rule } from '../verdict.ts';

export const repeatedRefusal: Rule = {
  id: 'repeated-refusal',
  code: 'client/repeated-refusal',
  title: 'The client does not repeat what was answered 400, 401 or 403 with the same token.',
  why: 'The answer stays the same until the request or the token changes, so the user waits for nothing.',
  see: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5',
  needs: 'an answer 400, 401 or 403: use the scenario 401',
  judge({ profiles }) {
    const refused = grouped(profiles, ({ method, url, tokenHash }) => `${method} ${url} ${tokenHash}`)
      .flatMap(followed)
      .filter(({ entry: { status } }) => status === 400 || status === 401 || status === 403);
    if (refused.length === 0) return undefined;
    return refused.flatMap(({ entry, next }) =>
      next === undefined
        ? []
        : [{ message: `The same request came again after a ${entry.status}.`, requests: [entry, next] }],
    );
  },
};

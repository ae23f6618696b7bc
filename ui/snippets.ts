// Texts to copy: a request as curl, fetch, or test.

import type { Entry } from './journal.ts';

/** The token of a persona, with scopes and a scenario. */
export function mockToken(persona: string, scenario?: string | undefined, scopes: readonly string[] = []): string {
  const written = scopes.map(scope => scope.replace(/[_:]/g, found => (found === '_' ? '__' : '_')));
  return `mock.${[persona, ...written].join('~')}${scenario ? `.${scenario}` : ''}`;
}

/** In single quotes for a POSIX shell. @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html */
export function quoted(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function curlOf(url: string, token: string): string {
  return `curl -i -H ${quoted(`Authorization: Bearer ${token}`)} ${quoted(url)}`;
}

export function fetchOf(url: string, token: string): string {
  return `const response = await fetch(${JSON.stringify(url)}, {
  headers: { authorization: ${JSON.stringify(`Bearer ${token}`)} },
});
console.log(response.status, await response.json());`;
}

/** A test in vitest that serves the same by itself. */
export function testOf(path: string, persona: string, scenario?: string | undefined): string {
  const args = [persona, ...(scenario ? [scenario] : [])].map(name => JSON.stringify(name)).join(', ');
  const status = /^\d{3}$/.test(scenario ?? '') ? scenario : undefined;
  return `import { startMock } from 'aps-userinfo';
import { expect, test } from 'vitest';

test('reads the profile of ${persona}', async () => {
  await using mock = await startMock();
  const response = await fetch(\`\${mock.url}${path}\`, {
    headers: { authorization: \`Bearer \${mock.token(${args})}\` },
  });
  expect(response.status).toBe(${status ?? 200});
});`;
}

/** The same request again. Its token is known as a hash only: a persona's is made anew, another comes from a variable. */
export function replayOf(entry: Entry, base: string): string {
  const { method, url, persona, scenario, scenarioFrom, tokenForm } = entry;
  const token = persona === undefined ? undefined : mockToken(persona, scenarioFrom === 'token' ? scenario : undefined);
  const header =
    tokenForm === undefined || tokenForm === 'query' || tokenForm === 'body'
      ? ''
      : `-H ${token === undefined ? '"Authorization: Bearer $TOKEN"' : quoted(`Authorization: Bearer ${token}`)} `;
  return `curl -i ${method === 'GET' ? '' : `-X ${method} `}${header}${quoted(`${base}${url}`)}`;
}

// The tables of README and docs: generated ones as the code has them, others checked against code and mock.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderPages, root } from '../../spec/docs.ts';
import { errorCatalog, KitError } from '../../src/base/errors.ts';
import { optionNames } from '../../src/config/options.ts';
import { findingCatalog } from '../../src/contract/findings/catalog.ts';
import { renderers } from '../../src/contract/findings/reports.ts';
import { parseScenario } from '../../src/server/scenarios/load-scenarios.ts';
import { faults } from '../../src/server/scenarios/scenario.ts';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { pages, quoted, rowsOf, section, textOf } from './pages.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

describe('the generated tables', () => {
  it('are those of the code; `npm run fix` writes them', async () => {
    expect(pages).toEqual(await renderPages(pages));
  });
});

describe('the other tables', () => {
  it('list the members of a mock', () => {
    const listed = rowsOf(section('docs/testing.md', '## In process')).flatMap(([name = '']) => quoted(name));
    const names = listed.map(name => name.replace(/\(.*/, ''));
    expect([...names].sort()).toEqual(Object.keys(mock).sort());
  });

  it('list the keys of a scenario, and every fault', () => {
    const [, keys = '', wire = ''] = section('docs/scenarios.md', '## Scenarios').split(
      /Your own scenario|\| Fault \|/,
    );
    const listed = rowsOf(keys).flatMap(([name = '']) => quoted(name));
    expect([...listed].sort()).toEqual([...scenarioKeys()].sort());
    const named = rowsOf(`| Fault |${wire}`).flatMap(([name = '']) => quoted(name));
    expect([...named].sort()).toEqual([...faults].sort());
  });

  it('say of each behaviour of the real service how sure it is, when that was looked at, and which option changes it', () => {
    const rows = textOf('docs/real-service.md').split('\n## ').slice(1).flatMap(rowsOf);
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter(([, sure = '']) => !/documented|seen|inferred|our choice/.test(sure))).toEqual([]);
    expect(rows.filter(([, , date = '']) => !/^\d{4}-\d\d-\d\d$/.test(date))).toEqual([]);
    const names = rows.flatMap(cells => quoted(cells[3] ?? '')).map(text => text.replace(/:.*/, ''));
    expect(names.filter(name => name !== 'headers' && !optionNames.some(option => option === name))).toEqual([]);
  });

  it('list every member of a finding, and every report format', () => {
    const source = readFileSync(join(root, 'src/contract/findings/finding.ts'), 'utf8');
    const members = [...source.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name]) => name);
    const named = (heading: string) =>
      rowsOf(section('docs/findings.md', heading)).flatMap(([name = '']) => quoted(name));
    expect(named('# Findings')).toEqual(expect.arrayContaining(members));
    expect(named('## Reports')).toEqual(Object.keys(renderers));
  });
});

describe('the catalogues', () => {
  it('have no code that the source never uses', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts') && !file.endsWith('.gen.ts'))
      .map(file => readFileSync(join(root, 'src', file), 'utf8'))
      .join('\n');
    // The codes of schemas are made from the keywords.
    const findings = Object.keys(findingCatalog).filter(name => !name.startsWith('schema/'));
    expect([...Object.keys(errorCatalog), ...findings].filter(name => !sources.includes(`'${name}'`))).toEqual([]);
  });

  it('say in a sentence what to do about each error', () => {
    const remedies = Object.values(errorCatalog).map(({ remedy }) => remedy);
    expect(remedies.filter(remedy => !/^[A-Z].*\.$/.test(remedy))).toEqual([]);
  });
});

describe('the grammar of tokens', () => {
  const rows = rowsOf(section('README.md', '## The token is the scenario'));

  it.each(rows.filter(([, example]) => example !== ''))('%s, such as %s: %s', async (_, example = '', answer = '') => {
    const authorization = `Bearer ${quoted(example)[0]}`;
    const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization } });
    expect(response.status).toBe(Number.parseInt(answer, 10));
  });

  it.each([
    ['a JWT with `userid`', { userid: '7ALC3QX9RW2K' }, 200],
    ['an expired JWT (`exp`)', { userid: '7ALC3QX9RW2K', exp: 1 }, 401],
    ['a JWT without `userid` (2-legged)', { client_id: 'app' }, 401],
  ])('%s', async (pattern, claims, status) => {
    const row = rows.find(([first]) => first === pattern);
    const token = `${encode({ alg: 'RS256' })}.${encode(claims)}.c2lnbmF0dXJl`;
    const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(status);
    expect(row?.[2]).toContain(String(status));
    const named = quoted(row?.[2] ?? '').find(name => name !== 'sub');
    expect(response.headers.get('x-mock-decision')).toContain(named ?? 'persona=alice');
  });
});

describe('preferences', () => {
  const rows = rowsOf(section('docs/scenarios.md', '## Per-request overrides'));

  it.each(rows)('%s and %s give the same answer', async (preference = '', twin = '') => {
    const ask = async (query: string, headers: Record<string, string>) => {
      const init = { headers: { authorization: 'Bearer mock.alice', ...headers } };
      const response = await fetch(`${mock.url}/userinfo${query}`, init);
      const applied = response.headers.get('preference-applied');
      return { status: response.status, applied, body: await response.text() };
    };
    const [wish = ''] = quoted(preference);
    const byHeader = await ask('', { prefer: wish });
    expect(byHeader.applied).toBe(wish);
    expect(await ask(quoted(twin)[0] ?? '', {})).toEqual(byHeader);
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** The error about an unknown key lists the known ones. */
function scenarioKeys(): readonly string[] {
  try {
    parseScenario('any', { qqqqqqqqqqqqqqqqqqqqqqqq: 1 });
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    return (/Known: ([\w, ]+)/.exec(error.message)?.[1] ?? '').split(', ');
  }
  return [];
}

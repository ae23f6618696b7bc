// README's tables in step with the code, both ways. `npx vitest run test/docs -u` writes them anew.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorCatalog, KitError } from '../../src/base/errors.ts';
import { optionNames } from '../../src/config/options.ts';
import { parseScenario } from '../../src/server/scenarios/load-scenarios.ts';
import { faults } from '../../src/server/scenarios/scenario.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { generatedPart, quoted, readmeFile, root, rowsOf, section, withGenerated } from './readme.ts';
import { renderParts } from './render-parts.ts';

describe('the tables of README', () => {
  it('say what the code says: variants, personas, failures, scenarios, options, endpoints, errors', async () => {
    await expect(withGenerated(await renderParts())).toMatchFileSnapshot(readmeFile);
  });

  it('say of every error what to do', () => {
    const rows = rowsOf(generatedPart('errors'));
    expect(rows.filter(cells => !/\w.*\.$/.test(cells[3] ?? '')).map(([name]) => name)).toEqual([]);
  });

  it('list the members of a mock', async () => {
    await using mock = await startMock();
    const listed = rowsOf(section('### In a test')).flatMap(([name = '']) => quoted(name));
    const names = listed.map(name => name.replace(/\(.*/, ''));
    expect([...names].sort()).toEqual(Object.keys(mock).sort());
  });

  it('list the keys of a scenario, and every fault', () => {
    const rows = rowsOf(section('### Scenarios').split('A scenario of your own')[1] ?? '');
    const listed = rows.flatMap(([name = '']) => quoted(name)).filter(name => name !== 'title' && name !== 'steps');
    expect([...listed].sort()).toEqual([...behaviourKeys()].sort());
    const row = rows.find(([name]) => name === '`fault`') ?? [];
    expect([...quoted(row[1] ?? '')].sort()).toEqual([...faults].sort());
  });

  it('name only options as switches', () => {
    const switches = rowsOf(section('## What is known of the real service')).flatMap(cells => quoted(cells[2] ?? ''));
    const names = switches.map(text => text.replace(/:.*/, ''));
    expect(names.filter(name => name !== 'headers' && !optionNames.some(option => option === name))).toEqual([]);
  });
});

describe('the catalogue of errors', () => {
  it('has no code that is never met', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts') && file !== 'errors.ts')
      .map(file => readFileSync(join(root, 'src', file), 'utf8'))
      .join('\n');
    expect(Object.keys(errorCatalog).filter(code => !sources.includes(`'${code}'`))).toEqual([]);
  });
});

/** The error about a key that is not known says which are. */
function behaviourKeys(): readonly string[] {
  try {
    parseScenario('any', { qqqqqqqqqqqqqqqqqqqqqqqq: 1 });
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    return (/Known: ([\w, ]+)/.exec(error.message)?.[1] ?? '').split(', ');
  }
  return [];
}

// docs/findings.md in step with the catalogue of findings. `npx vitest run test/docs -u` writes its tables anew.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingCatalog } from '../../src/contract/findings/catalog.ts';
import { renderers } from '../../src/contract/findings/reports.ts';
import { quoted, root, rowsOf, withGenerated } from './readme.ts';
import { code, table } from './render-parts.ts';

const file = join(root, 'docs/findings.md');
const text = readFileSync(file, 'utf8');

describe('docs/findings.md', () => {
  it('says of every finding what the catalogue says', async () => {
    await expect(withGenerated({ findings: findings() }, text)).toMatchFileSnapshot(file);
  });

  it('lists every member of a finding', () => {
    const source = readFileSync(join(root, 'src/contract/findings/finding.ts'), 'utf8');
    const members = [...source.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name]) => name);
    expect(rowsOf(text).flatMap(([name = '']) => quoted(name))).toEqual(expect.arrayContaining(members));
  });

  it('lists every form of a report', () => {
    const rows = rowsOf(text.split('## Reports')[1] ?? '');
    expect(rows.flatMap(([name = '']) => quoted(name))).toEqual(Object.keys(renderers));
  });
});

describe('the catalogue of findings', () => {
  it('has no code that is never met', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !name.endsWith('-codes.ts'))
      .map(name => readFileSync(join(root, 'src', name), 'utf8'))
      .join('\n');
    // The codes of schemas are made from the keywords.
    const codes = Object.keys(findingCatalog).filter(name => !name.startsWith('schema/'));
    expect(codes.filter(name => !sources.includes(`'${name}'`))).toEqual([]);
  });
});

/** A table for each area. */
function findings(): string {
  const entries = Object.entries(findingCatalog);
  const areas = [...new Set(entries.map(([name]) => areaOf(name)))];
  return areas
    .map(area => {
      const rows = entries
        .filter(([name]) => areaOf(name) === area)
        .map(([name, { severity, title, cause, remedy }]) => [code(name), severity, title, cause, remedy]);
      return `### ${area}\n\n${table(['Code', 'Severity', 'What was found', 'How it comes about', 'What to do'], rows)}`;
    })
    .join('\n\n');
}

function areaOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiDocument } from '../../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';
import { scenariosOf } from '../../../src/server/scenarios/fit-scenarios.ts';
import { folderWith } from '../../written-files.ts';
import { thrownBy } from './thrown.ts';

let document: ApiDocument;
beforeAll(async () => {
  document = await loadDocument(builtinDocument());
});

describe('the scenarios of a document', () => {
  it('are those of the package and the user’s own, which replace those of the same name', () => {
    const builtin = scenariosOf(document, []);
    const scenarios = scenariosOf(document, [folderWith({ 'slow.yaml': 'delayMs: 9', 'mine.yaml': 'status: 500' })]);
    expect(scenarios).toHaveLength(builtin.length + 1);
    expect(scenarios.find(({ name }) => name === 'slow')?.steps).toEqual([{ delayMs: 9 }]);
    expect(builtin.find(({ name }) => name === 'slow')?.steps).toEqual([{ delayMs: 2000 }]);
  });

  it.each([
    ['429', 'a status'],
    ['token-expired', 'an example'],
    ['minimal', 'a variant'],
  ])('cannot be named %s: that is %s, and the file would never be used', (name, kind) => {
    const error = thrownBy(() => scenariosOf(document, [folderWith({ [`${name}.yaml`]: 'delayMs: 1' })]));
    expect([error.code, error.message]).toEqual([
      'ERR_SCENARIO_INVALID',
      `Scenario "${name}" has the name of ${kind}.`,
    ]);
    expect(error.hint).toBe('Rename the file; otherwise one of them would never be used.');
  });

  it.each([
    ['steps:\n  - {}\n  - example: token-expird', '3:5', '"mine" uses example "token-expird"'],
    ['title: A\nexample: token-expird', '2:1', '"mine" uses example "token-expird"'],
    ['title: A\ndrift: emial=text', '2:1', 'the drift names an unknown claim "emial"'],
  ])('name the line of what a document lacks: %j', (text, place, message) => {
    const error = thrownBy(() => scenariosOf(document, [folderWith({ 'mine.yaml': text })]));
    expect(error.message).toContain(`mine.yaml:${place}: `);
    expect(error.message).toContain(message);
  });

  it('report all names in use at once', () => {
    const files = { '429.yaml': '{}', 'minimal.yaml': '{}', 'mine.yaml': '{}', 'mine.json': {} };
    const error = thrownBy(() => scenariosOf(document, [folderWith(files)]));
    expect(error.message).toBe('3 scenarios have names that are already in use.');
    expect(error.details).toEqual([
      'Scenario "429" has the name of a status.',
      'Duplicate scenario "mine".',
      'Scenario "minimal" has the name of a variant.',
    ]);
  });
});

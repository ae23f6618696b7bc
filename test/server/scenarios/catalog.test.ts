import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiDocument, Operation } from '../../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';
import { responseFor } from '../../../src/contract/responses/response-context.ts';
import { type Catalog, createCatalog, exampleOf, statusOf } from '../../../src/server/scenarios/catalog.ts';
import { fittingScenarios, requireFitting } from '../../../src/server/scenarios/fit-scenarios.ts';
import { builtinScenarios, loadScenarios, parseScenario } from '../../../src/server/scenarios/load-scenarios.ts';
import { thrownBy } from './thrown.ts';

let document: ApiDocument;
let catalog: Catalog;
let operation: Operation;

beforeAll(async () => {
  document = await loadDocument(builtinDocument());
  catalog = createCatalog(document, loadScenarios([builtinScenarios()]));
  operation = document.operations[0] as Operation;
});

describe('the catalogue', () => {
  it.each([
    ['429', 'status', [{ status: 429 }]],
    ['token-expired', 'example', [{ status: 401, example: 'token-expired' }]],
    ['minimal', 'variant', [{ variant: 'minimal' }]],
    ['slow', 'scenario', [{ delayMs: 2000 }]],
  ])('%s is a %s', (name, kind, steps) => {
    expect(catalog.find(operation, name)).toMatchObject({ name, kind, steps });
    expect(catalog.findAny(name)).toMatchObject({ name, kind, steps });
  });

  it.each(['418', 'nope', '', 'constructor', '2000', '4XX'])('has no %j', name => {
    expect(catalog.find(operation, name)).toBeUndefined();
    expect(catalog.findAny(name)).toBeUndefined();
  });

  it('lists every name once, with a title', () => {
    const entries = catalog.entries();
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
    for (const { name, title } of entries) expect(title, name).not.toBe('');
  });

  it('lists every example of the document with its status', () => {
    const { examples } = document.operations[0]?.responses.get('401') ?? { examples: new Map() };
    for (const name of examples.keys()) {
      expect(catalog.entries()).toContainEqual(expect.objectContaining({ name, kind: 'example', status: 401 }));
    }
  });

  it('has one meaning for a name: status, then example, then variant, then scenario file', () => {
    const named = ['429', 'token-expired', 'minimal', 'mine'].map(name => parseScenario(name, { delayMs: 1 }));
    const kinds = named.map(({ name }) => createCatalog(document, named).find(operation, name)?.kind);
    expect(kinds).toEqual(['status', 'example', 'variant', 'scenario']);
  });
});

describe('the response for a status', () => {
  it('is its own, else that of its range, else the default', () => {
    const [own, range, byDefault] = ['401', '4XX', 'default'].map(key => ({ key }));
    const responses = new Map([own, range, byDefault].map(response => [response?.key, response]));
    const of = (status: number) => responseFor({ responses } as unknown as Operation, status)?.key;
    expect([401, 404, 500].map(of)).toEqual(['401', '4XX', 'default']);
  });

  it('does not exist where the document is silent', () => {
    expect(responseFor(operation, 418)).toBeUndefined();
  });

  it.each([
    ['404', 404],
    ['4XX', 400],
    ['5xx', 500],
    ['default', 500],
  ])('under the key %s is a %i by default', (key, status) => {
    expect(statusOf(key)).toBe(status);
  });

  it('has its examples by name', () => {
    expect(exampleOf(operation, 'quota-exceeded')?.value).toEqual({ developerMessage: 'Quota limit exceeded.' });
    expect(exampleOf(operation, 'nope')).toBeUndefined();
  });
});

describe('scenarios with an example', () => {
  const asking = (example: string) => parseScenario('mine', { steps: [{}, { example }] });

  it('fit a document that has it', () => {
    const scenarios = [asking('token-expired')];
    expect(fittingScenarios(scenarios, document)).toEqual(scenarios);
    expect(requireFitting(scenarios, document)).toEqual(scenarios);
  });

  it('do not come along where the document lacks it, if they are the built-in ones', () => {
    expect(fittingScenarios([asking('nope')], document)).toEqual([]);
  });

  it('are refused where the document lacks it, if they are the user’s', () => {
    const error = thrownBy(() => requireFitting([asking('token-expird')], document));
    expect(error.code).toBe('ERR_SCENARIO_INVALID');
    expect(error.message).toMatch(/"mine" uses example "token-expird"/);
    expect(error.hint).toBe('Did you mean "token-expired"?');
  });

  it('are rejected if the example belongs to another status', () => {
    const scenario = parseScenario('mine', { status: 403, example: 'token-expired' });
    const error = thrownBy(() => requireFitting([scenario], document));
    expect(error.code).toBe('ERR_SCENARIO_INVALID');
    expect(error.message).toMatch(/"mine" uses example "token-expired", .* under status 403/);
    expect(error.hint).toMatch(/Known: privilege-missing/);
  });
});

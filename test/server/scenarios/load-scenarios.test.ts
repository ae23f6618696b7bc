import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { Json } from '../../../src/contract/openapi/document.ts';
import { builtinScenarios, loadScenarios, parseScenario } from '../../../src/server/scenarios/load-scenarios.ts';
import { scenarioSchema } from '../../../src/server/scenarios/published.ts';
import { faults } from '../../../src/server/scenarios/scenario.ts';
import { folderWith } from '../../written-files.ts';
import { thrownBy } from './thrown.ts';

describe('scenario files', () => {
  it('that come with the package are all read', () => {
    const names = loadScenarios([builtinScenarios()]).map(({ name }) => name);
    const files = readdirSync(builtinScenarios());
    expect(names.toSorted()).toEqual(files.map(file => file.replace(/\.yaml$/, '')).sort());
  });

  it('show every fault at least once', () => {
    const steps = loadScenarios([builtinScenarios()]).flatMap(scenario => scenario.steps);
    expect(new Set(steps.flatMap(({ fault }) => fault ?? []))).toEqual(new Set(faults));
  });

  it('say what happens, and what a good client does', () => {
    for (const { name, title, goodClient } of loadScenarios([builtinScenarios()])) {
      expect(title, name).not.toBe(name);
      expect(goodClient, name).toMatch(/^[a-z].*[^.]$/);
    }
  });

  it('are YAML or JSON, named after the file, in a folder or alone', () => {
    const folder = folderWith({
      'late.yaml': 'delayMs: 5\n',
      'down.json': { title: 'is down', status: 500 },
      'twice.yml': 'steps: [{ status: 429 }, {}]',
      'notes.txt': 'no scenario',
    });
    expect(loadScenarios([folder])).toEqual([
      { name: 'down', kind: 'scenario', title: 'is down', steps: [{ status: 500 }] },
      { name: 'late', kind: 'scenario', title: 'late', steps: [{ delayMs: 5 }] },
      { name: 'twice', kind: 'scenario', title: 'twice', steps: [{ status: 429 }, {}] },
    ]);
    expect(loadScenarios([join(folder, 'down.json')]).map(({ name }) => name)).toEqual(['down']);
  });

  it('that do not exist are named', () => {
    const error = thrownBy(() => loadScenarios(['/nowhere/at-all']));
    expect(error.code).toBe('ERR_SCENARIO_UNREADABLE');
    expect(error.message).toContain('/nowhere/at-all');
  });

  it('that are not YAML are reported with file and line', () => {
    const error = thrownBy(() => loadScenarios([folderWith({ 'bad.yaml': 'status: 500\nheaders: [\n' })]));
    expect(error.code).toBe('ERR_SCENARIO_INVALID');
    expect(`${error.message} ${error.details.join()}`).toMatch(/bad\.yaml:[23]:/);
  });

  it('with a problem are reported with file, line, column and pointer', () => {
    const error = thrownBy(() => loadScenarios([folderWith({ 'odd.yaml': 'title: odd\nsteps:\n  - status: 42\n' })]));
    expect(error.code).toBe('ERR_SCENARIO_INVALID');
    expect(error.message).toMatch(/odd\.yaml:3:\d+: \/steps\/0\/status: must be a status code/);
  });

  it('have all their problems reported at once', () => {
    const files = { 'a.yaml': 'status: 42\ndelayMs: -1\n', 'b.yaml': 'fault: STAL\n' };
    const error = thrownBy(() => loadScenarios([folderWith(files)]));
    expect(error.message).toBe('3 problems in scenario files.');
    expect(error.details.join('\n')).toMatch(
      /a\.yaml:1.*\/status[\s\S]*a\.yaml:2.*\/delayMs[\s\S]*b\.yaml:1.*Did you mean "STALL"\?/,
    );
  });
});

const isOfSchema = new Ajv2020({ strict: false }).compile(scenarioSchema());

describe('a scenario', () => {
  const parse = (value: unknown) => parseScenario('mine', value as Json);

  it.each<[string, unknown]>([
    ['nothing at all', {}],
    ['a status', { status: 503 }],
    ['an example', { example: 'token-expired' }],
    ['a variant', { variant: 'minimal' }],
    ['a delay', { delayMs: 600_000 }],
    ['a fault', { fault: 'STALL' }],
    ['headers to add and to leave out', { headers: { 'X-A': 'b', 'Retry-After': null } }],
    ['that there is no content', { status: 204, body: '' }],
    ['a body', { body: '', contentType: 'text/plain' }],
    ['a range of delays', { delayMs: [100, 500] }],
    ['delays with a long tail', { delayMs: { median: 100, p99: 2000 } }],
    ['a patch of the body', { patch: { email: null, address: { locality: 'Nowhere' } } }],
    ['a claim to break', { drift: 'address/locality=null' }],
    ['a redirect', { status: 307, redirect: 'other-host' }],
    ['a date in the past', { status: 429, retryAfterDateSeconds: -60 }],
    ['a share of the requests', { status: 500, probability: 0.1 }],
  ])('can say %s', (_, value) => {
    expect(parse(value).steps).toEqual([value]);
    expect(isOfSchema(value)).toBe(true);
  });

  it.each<[string, unknown, RegExp]>([
    ['is no object', [], /a scenario must be an object/],
    ['is null', null, /a scenario must be an object/],
    ['has a title that is no text', { title: 1 }, /\/title: must be a string/],
    ['has no steps', { steps: [] }, /\/steps: must be a list of at least one step/],
    ['has steps that are no list', { steps: {} }, /\/steps: must be a list/],
    ['has a step that is no object', { steps: ['500'] }, /\/steps\/0: must be an object/],
    ['says something beside its steps', { steps: [{}], status: 500 }, /\/status: is next to "steps"/],
    [
      'has an unknown word beside its steps',
      { steps: [{}], titel: 'A' },
      /\/titel: is unknown. Did you mean "title"\?/,
    ],
    ['has a misspelt title', { titel: 'A', status: 500 }, /\/titel: is unknown. Did you mean "title"\?/],
    ['has a misspelt list', { setps: [{}] }, /\/setps: is unknown. Did you mean "steps"\?/],
    ['has half a fault', { fault: 'CONECTION_RESET' }, /\/fault: .* Did you mean "CONNECTION_RESET_BY_PEER"\?/],
    ['has an unknown word', { staus: 500 }, /\/staus: is unknown. Did you mean "status"\?/],
    ['has a word like nothing known', { shoe: 1 }, /\/shoe: is unknown. Known: status, example/],
    ['has a word that objects have anyway', { constructor: 1 }, /\/constructor: is unknown/],
    ['has a status beyond HTTP', { status: 600 }, /\/status: must be a status code/],
    ['has a status that is no final answer', { status: 101 }, /\/status: must be a status code/],
    ['has half a status', { status: 200.5 }, /\/status/],
    ['has a status in text', { status: '200' }, /\/status/],
    ['has an unknown variant', { variant: 'minmal' }, /\/variant: has an unknown value. Did you mean "minimal"\?/],
    ['has an unknown fault', { fault: 'EXPLODE' }, /\/fault: has an unknown value\. Known: CONNECTION_RESET_BY_PEER/],
    ['goes back in time', { delayMs: -1 }, /\/delayMs: must be milliseconds from 0 to 600000/],
    ['takes longer than ten minutes', { delayMs: 600_001 }, /\/delayMs/],
    ['has no example', { example: '' }, /\/example/],
    ['has headers that are a list', { headers: [] }, /\/headers/],
    ['has a header name with a space', { headers: { 'X A': 'b' } }, /\/headers/],
    ['has a header that is a number', { headers: { 'Retry-After': 1 } }, /\/headers/],
    ['has a header of two lines', { headers: { 'X-A': 'b\r\nX-B: c' } }, /\/headers/],
    ['has a body that is no text', { body: {} }, /\/body: must be a string/],
    ['has a body under a status without one', { status: 204, body: 'x' }, /\/body: must be empty/],
    ['has one in a step', { steps: [{}, { status: 304, body: 'x' }] }, /\/steps\/1\/body: must be empty.* 304/],
    ['has a range that goes down', { delayMs: [500, 100] }, /\/delayMs: must be a range/],
    ['has a long tail before its median', { delayMs: { median: 9, p99: 3 } }, /\/delayMs: must have a median/],
    ['has a tail of another name', { delayMs: { median: 9, p9: 30 } }, /unknown member "p9"\. Did you mean "p99"\?/],
    ['has a share above one', { probability: 1.5 }, /\/probability: must be a number from 0 to 1/],
    ['has a time without unit', { steps: [{ for: '10' }, {}] }, /\/steps\/0\/for: must be a time such as/],
    ['has no number of calls', { steps: [{ until: 'calls' }, {}] }, /\/until: must be a number of requests/],
    ['ends its last step', { steps: [{}, { for: '10s' }] }, /\/steps\/1\/for: ends the last step; add a step/],
    ['ends its only step', { until: '2 calls' }, /\/until: ends the last step/],
    ['ends a step in two ways', { steps: [{ for: '1s', until: '2 calls' }, {}] }, /\/until: contradicts "for"/],
    ['patches its own body', { body: '{}', patch: {} }, /\/patch: contradicts "body"/],
    ['redirects with 200', { status: 200, redirect: 'same-host' }, /\/redirect: needs a status from 300 to 399/],
    ['breaks a claim in an unknown way', { drift: 'sub=nul' }, /\/drift: has an unknown kind\. Did you mean "null"\?/],
    ['breaks no claim', { drift: 'null' }, /\/drift: must be a claim and a kind/],
    ['counts in an unknown way', { steps: [{ per: 'cal' }, {}] }, /\/per: .*Did you mean "call"\?/],
    ['has advice that is no text', { goodClient: 1 }, /\/goodClient: must be a string/],
    ['has an empty content type', { body: 'x', contentType: '' }, /\/contentType/],
    ['has a content type of two lines', { body: 'x', contentType: 'text/plain\r\nX: y' }, /\/contentType/],
  ])('that %s is refused', (_, value, message) => {
    const error = thrownBy(() => parse(value));
    expect(error.code).toBe('ERR_SCENARIO_INVALID');
    expect(error.message).toMatch(message);
    expect(isOfSchema(value)).toBe(orderOnly.test(error.message));
  });
});

/** What JSON Schema cannot say: how two numbers compare, and which step is the last one. */
const orderOnly = /range such as|that is not less|steps\/1\/for: ends the last step/;

describe('spec/scenario.schema.json', () => {
  it('accepts every file that comes with the package', () => {
    const folder = builtinScenarios();
    for (const name of readdirSync(folder)) {
      const value = parseYaml(readFileSync(join(folder, name), 'utf8'));
      expect(isOfSchema(value), name).toBe(true);
    }
  });
});

// Named scenarios from files: fixtures/scenarios/*.yaml and the user's own.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { KitError } from '../../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { packageFile } from '../../base/package-files.ts';
import { suggest } from '../../base/suggest.ts';
import { readYaml, type YamlFile } from '../../contract/openapi/read-yaml.ts';
import type { Scenario, Step } from './scenario.ts';
import { stepKeys } from './scenario-keys.ts';

export function builtinScenarios(): string {
  return packageFile('fixtures/scenarios');
}

/**
 * Reads scenarios from files and folders of `*.yaml`, `*.yml` or `*.json`; the file name without its ending is the name.
 *
 * @throws ERR_SCENARIO_UNREADABLE, ERR_SCENARIO_INVALID naming every problem with file, line and pointer
 */
export function loadScenarios(paths: readonly string[]): readonly Scenario[] {
  const scenarios: Scenario[] = [];
  const problems: string[] = [];
  for (const file of paths.flatMap(listFiles)) {
    const source = readYaml(file, { unreadable: 'ERR_SCENARIO_UNREADABLE', unparsable: 'ERR_SCENARIO_INVALID' });
    const found = checkScenario(source.value);
    problems.push(...found.map(problem => tell(problem, source)));
    if (found.length > 0) continue;
    const scenario = toScenario(basename(file, extname(file)), source.value as JsonObject);
    sources.set(scenario, source);
    scenarios.push(scenario);
  }
  if (problems.length > 0) {
    throw new KitError(
      'ERR_SCENARIO_INVALID',
      problems.length === 1 ? String(problems[0]) : `${problems.length} problems in scenario files.`,
      {
        hint: 'docs/scenarios.md lists the keys; spec/scenario.schema.json completes them in an editor.',
        details: problems.length === 1 ? [] : problems,
      },
    );
  }
  return scenarios;
}

const sources = new WeakMap<Scenario, YamlFile>();

/** `FILE:LINE:COLUMN: ` of a member of a step; empty for a scenario that no file has. */
export function placeOf(scenario: Scenario, step: Step, member: keyof Step): string {
  const source = sources.get(scenario);
  if (source === undefined) return '';
  const isSingle = (source.value as JsonObject)['steps'] === undefined;
  const { line, column } = source.locate(`${isSingle ? '' : `/steps/${scenario.steps.indexOf(step)}`}/${member}`);
  return `${source.file}:${line}:${column}: `;
}

/** Parses a scenario of the admin API or of a test. @throws ERR_SCENARIO_INVALID */
export function parseScenario(name: string, value: Json): Scenario {
  const [problem] = checkScenario(value);
  if (problem)
    throw new KitError(
      'ERR_SCENARIO_INVALID',
      `Scenario "${name}": ${problem.pointer || 'the whole'}: ${problem.text}`,
    );
  return toScenario(name, value as JsonObject);
}

interface Problem {
  readonly pointer: string;
  readonly text: string;
}

function checkScenario(value: Json): Problem[] {
  if (!isObject(value)) return [{ pointer: '', text: 'a scenario must be an object' }];
  const { title, goodClient, $schema, steps, ...single } = value;
  const texts = Object.entries({ title, goodClient, $schema });
  const problems: Problem[] = texts.flatMap(([name, text]) =>
    text === undefined || typeof text === 'string' ? [] : [{ pointer: `/${name}`, text: 'must be a string' }],
  );
  if (steps === undefined) return [...problems, ...checkBehaviour(single, ''), ...checkLast(single, '')];
  for (const key of Object.keys(single)) {
    const text = isKnown(key) ? 'is next to "steps"; move it into a step' : unknownKey(key, topKeys);
    problems.push({ pointer: `/${key}`, text });
  }
  if (!Array.isArray(steps) || steps.length === 0)
    return [...problems, { pointer: '/steps', text: 'must be a list of at least one step' }];
  return [
    ...problems,
    ...steps.flatMap((step, index) => checkBehaviour(step as Json, `/steps/${index}`)),
    ...checkLast(steps.at(-1) as Json, `/steps/${steps.length - 1}`),
  ];
}

export const ends = ['for', 'until', 'untilNewToken', 'per'] as const;

/** The last step stays for good: what would end it has nothing after it. */
function checkLast(step: Json, pointer: string): Problem[] {
  if (!isObject(step)) return [];
  return ends
    .filter(name => step[name] !== undefined)
    .map(name => ({ pointer: `${pointer}/${name}`, text: 'ends the last step; add a step after it' }));
}

/** Keys of one step that contradict each other. */
export const conflicts: readonly (readonly [keyof Step, keyof Step])[] = [
  ['for', 'until'],
  ['for', 'untilNewToken'],
  ['until', 'untilNewToken'],
  ['body', 'patch'],
  ['body', 'drift'],
  ['redirect', 'fault'],
];

function checkConflicts(step: JsonObject, pointer: string): Problem[] {
  return conflicts
    .filter(pair => pair.every(name => step[name] !== undefined))
    .map(([kept, extra]) => ({ pointer: `${pointer}/${extra}`, text: `contradicts "${kept}"; remove one of them` }));
}

function checkBehaviour(value: Json, pointer: string): Problem[] {
  if (!isObject(value)) return [{ pointer, text: 'must be an object' }];
  const problems = Object.entries(value).flatMap(([key, entry]) => {
    const text = isKnown(key)
      ? stepKeys[key].problem(entry)
      : unknownKey(key, [...Object.keys(stepKeys), ...(pointer === '' ? topKeys : [])]);
    return text === undefined ? [] : [{ pointer: `${pointer}/${key}`, text }];
  });
  return [
    ...problems,
    ...checkBodiless(value, pointer),
    ...checkRedirect(value, pointer),
    ...checkConflicts(value, pointer),
  ];
}

/** The client would not get a body. @see https://www.rfc-editor.org/rfc/rfc9110#section-6.4.1 */
function checkBodiless({ status, body }: JsonObject, pointer: string): Problem[] {
  const isLost = (status === 204 || status === 304) && typeof body === 'string' && body !== '';
  return isLost
    ? [{ pointer: `${pointer}/body`, text: `must be empty, since an answer with status ${status} has none` }]
    : [];
}

function checkRedirect({ status, redirect }: JsonObject, pointer: string): Problem[] {
  const isRedirect = typeof status === 'number' && status >= 300 && status <= 399;
  if (redirect === undefined || isRedirect) return [];
  return [{ pointer: `${pointer}/redirect`, text: 'needs a status from 300 to 399, such as 302' }];
}

function isKnown(key: string): key is keyof Step {
  return Object.hasOwn(stepKeys, key);
}

/** Keys of a scenario beside those of its only step. */
const topKeys: readonly string[] = ['title', 'goodClient', 'steps'];

function unknownKey(key: string, known: readonly string[]): string {
  return `is unknown. ${suggest(key, known)}`;
}

function toScenario(name: string, value: JsonObject): Scenario {
  const { title, goodClient, $schema: _, steps, ...single } = value;
  const list = (steps ?? [single]) as unknown as [Step, ...Step[]];
  return {
    name,
    kind: 'scenario',
    title: typeof title === 'string' ? title : name,
    ...(typeof goodClient === 'string' && { goodClient }),
    steps: list,
  };
}

function listFiles(path: string): string[] {
  if (!existsSync(path))
    throw new KitError('ERR_SCENARIO_UNREADABLE', `Scenario file or folder "${path}" does not exist.`);
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter(name => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map(name => join(path, name));
}

function tell(problem: Problem, source: YamlFile): string {
  const { line, column } = source.locate(problem.pointer);
  return `${source.file}:${line}:${column}: ${problem.pointer || 'the whole'}: ${problem.text}`;
}

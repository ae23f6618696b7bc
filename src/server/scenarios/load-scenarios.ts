// Named scenarios from files: fixtures/scenarios/*.yaml and the user's own.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { packageFile } from '../../base/package-files.ts';
import { suggest } from '../../base/suggest.ts';
import type { Json, JsonObject } from '../../contract/openapi/document.ts';
import { readYaml, type YamlFile } from '../../contract/openapi/read-yaml.ts';
import { variants } from '../../profiles/variants.ts';
import { type Behaviour, faults, loginRules, type Scenario } from './scenario.ts';

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
    if (found.length === 0) scenarios.push(toScenario(basename(file, extname(file)), source.value as JsonObject));
  }
  if (problems.length > 0) {
    throw new KitError(
      'ERR_SCENARIO_INVALID',
      problems.length === 1 ? String(problems[0]) : `${problems.length} problems in scenario files.`,
      {
        hint: 'README, "Scenarios", lists what a scenario file can say.',
        details: problems.length === 1 ? [] : problems,
      },
    );
  }
  return scenarios;
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

type Rule = (value: Json) => string | undefined;

const rules: { readonly [Key in keyof Behaviour]-?: Rule } = {
  // A status below 200 is informational: the client would go on waiting.
  status: value => (isInteger(value, 200, 599) ? undefined : 'must be a status code from 200 to 599'),
  example: value => (isText(value) ? undefined : 'must be the name of an example of the document'),
  variant: value => oneOf(value, variants),
  person: value => (isText(value) ? undefined : 'must be the name of a persona, or ~ and any word for a stranger'),
  delayMs: value => (isInteger(value, 0, 600_000) ? undefined : 'must be milliseconds from 0 to 600000'),
  fault: value => oneOf(value, faults),
  headers: value =>
    isObject(value) &&
    Object.entries(value).every(([name, text]) => isHeaderName(name) && (text === null || isHeaderValue(text)))
      ? undefined
      : 'must be an object of header names and strings, or null to omit a header',
  body: value => (typeof value === 'string' ? undefined : 'must be a string'),
  contentType: value => (isText(value) && isHeaderValue(value) ? undefined : 'must be a media type'),
  untilNewToken: value => (typeof value === 'boolean' ? undefined : 'must be true or false'),
  login: value => oneOf(value, loginRules),
};

function checkScenario(value: Json): Problem[] {
  if (!isObject(value)) return [{ pointer: '', text: 'a scenario must be an object' }];
  const { title, steps, ...single } = value;
  const problems: Problem[] = [];
  if (title !== undefined && typeof title !== 'string') problems.push({ pointer: '/title', text: 'must be a string' });
  if (steps === undefined) return [...problems, ...checkBehaviour(single, '')];
  for (const key of Object.keys(single))
    problems.push({ pointer: `/${key}`, text: 'is next to "steps"; move it into a step' });
  if (!Array.isArray(steps) || steps.length === 0)
    return [...problems, { pointer: '/steps', text: 'must be a list of at least one step' }];
  return [...problems, ...steps.flatMap((step, index) => checkBehaviour(step as Json, `/steps/${index}`))];
}

function checkBehaviour(value: Json, pointer: string): Problem[] {
  if (!isObject(value)) return [{ pointer, text: 'must be an object' }];
  const problems = Object.entries(value).flatMap(([key, entry]) => {
    const text = isKnown(key) ? rules[key](entry) : unknownKey(key);
    return text === undefined ? [] : [{ pointer: `${pointer}/${key}`, text }];
  });
  return [...problems, ...checkBodiless(value, pointer)];
}

/** The client would not get a body. @see https://www.rfc-editor.org/rfc/rfc9110#section-6.4.1 */
function checkBodiless({ status, body }: JsonObject, pointer: string): Problem[] {
  const isLost = (status === 204 || status === 304) && typeof body === 'string' && body !== '';
  return isLost
    ? [{ pointer: `${pointer}/body`, text: `must be empty, since an answer with status ${status} has none` }]
    : [];
}

function isKnown(key: string): key is keyof Behaviour {
  return Object.hasOwn(rules, key);
}

function unknownKey(key: string): string {
  return `is unknown. ${suggest(key, Object.keys(rules))}`;
}

function toScenario(name: string, value: JsonObject): Scenario {
  const { title, steps, ...single } = value;
  const list = (steps ?? [single]) as unknown as [Behaviour, ...Behaviour[]];
  return { name, kind: 'scenario', title: typeof title === 'string' ? title : name, steps: list };
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

function isText(value: Json): value is string {
  return typeof value === 'string' && value.length > 0;
}

/** As a token of RFC 9110 section 5.6.2. */
function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+\-.^_`|~\w]+$/.test(name);
}

function isHeaderValue(value: Json): boolean {
  return typeof value === 'string' && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function isInteger(value: Json, minimum: number, maximum: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum;
}

function oneOf(value: Json, allowed: readonly string[]): string | undefined {
  if (typeof value === 'string' && allowed.includes(value)) return undefined;
  return `has an unknown value. ${suggest(String(value), allowed)}`;
}

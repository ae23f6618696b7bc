// Sources of options: a caller's object, flags, the environment, the config file; each with its own notation.

import { dirname, isAbsolute, join } from 'node:path';
import { KitError } from '../base/errors.ts';
import { isObject, showValue } from '../base/json.ts';
import { readText } from '../base/read-file.ts';
import { nearest } from '../base/suggest.ts';
import { parseYaml } from '../base/yaml.ts';
import type { Given } from './check.ts';
import { flagOf, isOptionName, optionNames, optionTable, variableOf } from './options.ts';

const prefix = 'APS_USERINFO_';

/** Name of the config file as a flag or variable; not an option itself. */
const configName = 'config';
export const configVariable: string = variableOf(configName);

/** Variables of other modules: the folder and the source name of coverage. */
const otherVariables: readonly string[] = [configVariable, `${prefix}COVERAGE`, `${prefix}COVERAGE_SOURCE`];

/** An undefined member counts as missing; an unknown one is a problem. */
export function fromOptions<Name extends string>(options: unknown, names: readonly Name[]): readonly Given<Name>[] {
  if (!isObject(options)) {
    return [{ label: 'options', message: `The options must be an object, not ${showValue(options)}.` }];
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => fromMember(name, value, '', names));
}

/** One member of a caller's object or of a config file; `place` is its position, such as `mock.yaml:3: `. */
export function fromMember<Name extends string>(
  name: string,
  value: unknown,
  place: string,
  names: readonly Name[],
): Given<Name> {
  const label = `${place}${name}`;
  const option = names.find(known => known === name);
  if (option !== undefined) return { option, label, value, form: 'data' };
  return { label, message: `${place}Unknown option "${name}".`, ...likely(name, names) };
}

/** By option name. */
export function fromFlags(flags: Readonly<Record<string, unknown>>): readonly Given[] {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => fromFlag(name, value));
}

function fromFlag(name: string, value: unknown): Given {
  const label = value === false ? flagOf(name).replace('--', '--no-') : flagOf(name);
  if (isOptionName(name)) return { option: name, label, value, form: 'text' };
  return { label, message: `Unknown flag ${label}.`, ...likely(label, optionNames.map(flagOf)) };
}

/** The variables `APS_USERINFO_*`. */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>>): readonly Given[] {
  const given = Object.entries(env).filter(
    ([name, value]) => name.startsWith(prefix) && !otherVariables.includes(name) && value !== undefined,
  );
  return given.map(([name, value]) => fromVariable(name, value));
}

function fromVariable(name: string, value: unknown): Given {
  const option = optionNames.find(candidate => variableOf(candidate) === name);
  if (option === undefined) {
    const known = [...optionNames.map(variableOf), ...otherVariables];
    return { label: name, message: `Unknown environment variable ${name}.`, ...likely(name, known) };
  }
  if (optionTable[option].type !== 'map') return { option, label: name, value, form: 'text' };
  return {
    label: name,
    message: `${name} cannot be set in the environment.`,
    hint: `Set ${option} in a config file.`,
  };
}

function likely(name: string, known: readonly string[]): { hint?: string } {
  // The common prefix would make any two variables similar.
  const bare = (text: string) => (text.startsWith(prefix) ? text.slice(prefix.length) : text);
  const near = nearest(bare(name), known.map(bare));
  const meant = known.find(candidate => bare(candidate) === near);
  return meant === undefined ? {} : { hint: `Did you mean "${meant}"?` };
}

// The config file: YAML or JSON, one member for each option; each problem has its line.

/**
 * Reads a config file. Its relative paths are relative to it.
 *
 * @throws ERR_CONFIG_UNREADABLE for an unreadable or invalid file, or one that is not a map
 */
export function fromFile(file: string): readonly Given[] {
  const { value, locate } = parseYaml(
    file,
    readText('config file', file, 'ERR_CONFIG_UNREADABLE'),
    'ERR_CONFIG_UNREADABLE',
  );
  if (value === null) return [];
  if (!isObject(value)) throw notMap(file);
  const members = Object.entries(value).filter(([name]) => name !== '$schema');
  return members.map(([name, member]) =>
    fromMember(name, besideFile(file, name, member), `${file}:${locate([name]).line}: `, optionNames),
  );
}

function notMap(file: string): KitError {
  return new KitError('ERR_CONFIG_UNREADABLE', `The config file "${file}" is not a map of options.`, {
    hint: 'Write one option a line, such as "port: 4010".',
  });
}

function besideFile(file: string, name: string, value: unknown): unknown {
  const type = isOptionName(name) ? optionTable[name].type : undefined;
  const beside = (path: unknown) =>
    typeof path !== 'string' || path === '' || isAbsolute(path) ? path : join(dirname(file), path);
  if (type === 'path') return beside(value);
  return type === 'paths' && Array.isArray(value) ? value.map(beside) : value;
}

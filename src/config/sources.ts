// Where options come from: a caller's object, flags, the environment. Each calls its options by its own names.

import { isObject, showValue } from '../base/json.ts';
import { nearest } from '../base/suggest.ts';
import type { Given } from './check.ts';
import { flagOf, isOptionName, optionNames, optionTable, variableOf } from './options.ts';

const prefix = 'APS_USERINFO_';

/** Names the config file, as a flag or in the environment; no option itself. */
export const configName = 'config';
export const configVariable: string = variableOf(configName);

/** Of no option, and read elsewhere: where tests leave their coverage, and what they call it. */
const otherVariables: readonly string[] = [configVariable, `${prefix}COVERAGE`, `${prefix}COVERAGE_SOURCE`];

/** What a caller's object says. A member that is undefined says nothing; one that is not among the names is no option. */
export function fromOptions<Name extends string>(options: unknown, names: readonly Name[]): readonly Given<Name>[] {
  if (!isObject(options)) {
    return [{ label: 'options', message: `The options must be an object, not ${showValue(options)}.` }];
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => fromMember(name, value, '', names));
}

/** One member of a caller's object or of a config file; `place` is where it stands, such as `mock.yaml:3: `. */
export function fromMember<Name extends string>(
  name: string,
  value: unknown,
  place: string,
  names: readonly Name[],
): Given<Name> {
  const label = `${place}${name}`;
  const option = names.find(known => known === name);
  if (option !== undefined) return { option, label, value, form: 'data' };
  return { label, message: `${place}There is no option "${name}".`, ...likely(name, names) };
}

/** What flags say, by option name. */
export function fromFlags(flags: Readonly<Record<string, unknown>>): readonly Given[] {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return given.map(([name, value]) => fromFlag(name, value));
}

function fromFlag(name: string, value: unknown): Given {
  const label = value === false ? flagOf(name).replace('--', '--no-') : flagOf(name);
  if (isOptionName(name)) return { option: name, label, value, form: 'text' };
  return { label, message: `There is no flag ${label}.`, ...likely(label, optionNames.map(flagOf)) };
}

/** What the environment's `APS_USERINFO_*` say. */
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
    return { label: name, message: `There is no environment variable ${name}.`, ...likely(name, known) };
  }
  if (optionTable[option].type !== 'map') return { option, label: name, value, form: 'text' };
  return {
    label: name,
    message: `${name} cannot be set in the environment.`,
    hint: `Write ${option} into a config file.`,
  };
}

function likely(name: string, known: readonly string[]): { hint?: string } {
  // All variables share a prefix, which would make any two of them look alike.
  const bare = (text: string) => (text.startsWith(prefix) ? text.slice(prefix.length) : text);
  const near = nearest(bare(name), known.map(bare));
  const meant = known.find(candidate => bare(candidate) === near);
  return meant === undefined ? {} : { hint: `Did you mean "${meant}"?` };
}

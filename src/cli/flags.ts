// The table of options as commander's flags.

import { type Command, Option as Flag, InvalidArgumentError } from 'commander';
import { canBeOff, flagOf, type Option, type OptionName, optionTable } from '../config/options.ts';

const booleanTerm = '--[no-]';

/** Adds the flags of these options, and `--config`. Values stay strings for loadConfig. */
export function addFlags(command: Command, names: readonly OptionName[]): Command {
  for (const name of names) {
    const option: Option = optionTable[name];
    if (option.type === 'map' && option.secret === true) continue;
    const flag = option.type === 'boolean' ? new Flag(flagOf(name), describe(option)) : valueFlag(name, option);
    command.addOption(flag.helpGroup(`${option.group}:`));
    if (canBeOff(option)) addNegation(command, flag, option);
  }
  return command.option('-c, --config <file>', 'config file, YAML or JSON, with any of the options');
}

/** Term of a flag in help: a switch shows both of its forms. */
export function flagTerm(flag: Flag): string {
  return isSwitch.has(flag) ? flag.flags.replace('--', booleanTerm) : flag.flags;
}

/** Switches of the table; others, such as `--json`, cannot be negated. */
const isSwitch = new WeakSet<Flag>();

function addNegation(command: Command, flag: Flag, { group }: Option): void {
  isSwitch.add(flag);
  command.addOption(new Flag(`--no-${flag.name()}`).helpGroup(`${group}:`).hideHelp());
}

function valueFlag(name: OptionName, option: Option): Flag {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  const flag = new Flag(`${short}${flagOf(name)} <${placeholders[option.type]}>`, describe(option));
  if (option.type === 'map') return flag.argParser(pair);
  return option.type === 'paths' || option.type === 'texts' ? flag.argParser(collect) : flag;
}

const placeholders: Readonly<Record<Option['type'], string>> = {
  text: 'string',
  path: 'file',
  integer: 'n',
  boolean: 'boolean',
  choice: 'word',
  texts: 'list',
  paths: 'paths',
  map: 'name=value',
};

/** Flags of every command with reports. */
export function reportFlags(): readonly Flag[] {
  return [
    new Flag('--report <name[=file]>', 'text, json, junit, sarif or github; repeatable').argParser(append),
    new Flag('--strict', 'treat warnings as errors'),
    new Flag('--ignore <code[:pointer]>', 'a finding to ignore; repeatable').argParser(append),
  ];
}

/** Parses a repeatable flag whose value may contain commas. */
export function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** Parses a repeatable `name=value`. @throws InvalidArgumentError */
export function pair(
  text: string,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const [, name = '', value = ''] = /^([^=]+)=(.+)$/su.exec(text) ?? [];
  if (name === '') throw new InvalidArgumentError('Expected name=value.');
  return { ...before, [name]: value };
}

/** Parses an integer that is not negative. @throws InvalidArgumentError */
export function integer(value: string): number {
  if (/^\d+$/u.test(value)) return Number(value);
  throw new InvalidArgumentError('Expected an integer.');
}

/** A timer of Node.js takes no more, and fires at once instead. */
const longestMs = 2 ** 31 - 1;

/** Parses the milliseconds of a time limit. @throws InvalidArgumentError */
export function milliseconds(value: string): number {
  const ms = integer(value);
  if (ms >= 1 && ms <= longestMs) return ms;
  throw new InvalidArgumentError(`Expected an integer from 1 to ${longestMs}.`);
}

/** Parses words, in one flag with commas or blanks, or in a repeated flag. */
export function words(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), ...value.split(/[\s,]+/).filter(Boolean)];
}

/** Parses a list: one flag with commas, or a repeated flag. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), ...value.split(',').map(part => part.trim())];
}

function describe(option: Option): string {
  const byDefault = defaultOf(option);
  const notes = [
    ...(option.type === 'choice' ? [option.choices.join(', ')] : []),
    ...(byDefault === undefined ? [] : [`default: ${byDefault}`]),
  ];
  return notes.length === 0 ? option.description : `${option.description} (${notes.join('; ')})`;
}

function defaultOf(option: Option): string | undefined {
  if (option.defaultText !== undefined) return option.defaultText;
  const value = option.default;
  if (value === undefined || value === '' || typeof value === 'object') return undefined;
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

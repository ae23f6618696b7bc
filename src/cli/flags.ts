// The options as commander's flags, from the table of options.

import { type Command, Option as Flag } from 'commander';
import { flagOf } from '../config/names.ts';
import type { Option } from '../config/option.ts';
import { type OptionName, optionTable } from '../config/options.ts';

const booleanTerm = '--[no-]';

/** Adds the flags of these options, and `--config`. Their values stay text: they are read where all sources are. */
export function addFlags(command: Command, names: readonly OptionName[]): Command {
  for (const name of names) {
    const option: Option = optionTable[name];
    if (option.type === 'boolean') addSwitch(command, name, option);
    else if (option.type !== 'map') command.addOption(valueFlag(name, option));
  }
  return command.option('-c, --config <file>', 'config file, YAML or JSON, with any of the options');
}

/** A flag as help shows it: a switch stands for both of its forms. */
export function flagTerm(flag: Flag): string {
  return isSwitch.has(flag) ? flag.flags.replace('--', booleanTerm) : flag.flags;
}

/** Switches of the table; a command's own, such as `--json`, cannot be negated. */
const isSwitch = new WeakSet<Flag>();

function addSwitch(command: Command, name: OptionName, option: Option): void {
  const on = new Flag(flagOf(name), describe(option)).helpGroup(`${option.group}:`);
  isSwitch.add(on);
  command
    .addOption(on)
    .addOption(new Flag(flagOf(name).replace('--', '--no-')).helpGroup(`${option.group}:`).hideHelp());
}

function valueFlag(name: OptionName, option: Option): Flag {
  const short = option.short === undefined ? '' : `-${option.short}, `;
  const flag = new Flag(`${short}${flagOf(name)} <${placeholders[option.type]}>`, describe(option)).helpGroup(
    `${option.group}:`,
  );
  return option.type === 'paths' || option.type === 'texts' ? flag.argParser(collect) : flag;
}

const placeholders: Readonly<Record<Option['type'], string>> = {
  text: 'text',
  path: 'file',
  integer: 'n',
  boolean: 'boolean',
  choice: 'word',
  texts: 'list',
  paths: 'paths',
  map: 'map',
};

/** A list may be said in one flag, separated by commas, or in several. */
function collect(value: string, before: readonly string[] | undefined): readonly string[] {
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

// README's table of options.

import { flagOf } from './names.ts';
import type { Option } from './option.ts';
import { optionNames, optionTable } from './options.ts';

/** The options as a Markdown table: what README shows between its markers. */
export function renderOptionsTable(): string {
  const head = ['| Option | Flag | Type | Default | Meaning |', '|---|---|---|---|---|'];
  return [...head, ...optionNames.map(rowOf)].join('\n');
}

function rowOf(name: (typeof optionNames)[number]): string {
  const option: Option = optionTable[name];
  return `| ${[`\`${name}\``, flagCell(name, option), typeCell(option), defaultCell(option), option.description].join(' | ')} |`;
}

function flagCell(name: string, option: Option): string {
  if (option.type === 'map') return 'config file or in process';
  const flag = option.type === 'boolean' ? flagOf(name).replace('--', '--[no-]') : flagOf(name);
  return option.short === undefined ? `\`${flag}\`` : `\`-${option.short}\`, \`${flag}\``;
}

function typeCell(option: Option): string {
  switch (option.type) {
    case 'integer':
      return `${option.minimum} to ${option.maximum}`;
    case 'choice':
      return option.choices.map(choice => `\`${choice}\``).join(', ');
    case 'texts':
    case 'paths':
      return `list of ${option.type}`;
    case 'map':
      return 'map of texts by text';
    default:
      return option.type;
  }
}

function defaultCell(option: Option): string {
  if (option.defaultText !== undefined) return option.defaultText;
  if (typeof option.default === 'object') return 'none';
  return option.default === '' ? 'empty' : `\`${option.default}\``;
}

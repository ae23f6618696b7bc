// Published forms of the table of options: spec/config.schema.json, for editors, and the table in the docs.
// @see https://json-schema.org/draft/2020-12/schema

import { canBeOff, flagOf, type Option, optionNames, optionTable } from './options.ts';

/** Content of spec/config.schema.json. */
export function renderConfigSchema(): string {
  const options = Object.fromEntries(optionNames.map(name => [name, schemaOf(optionTable[name])]));
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Config file of aps-userinfo',
    description: 'Relative paths are relative to the config file.',
    type: 'object',
    properties: { $schema: { type: 'string', description: 'URL of this schema, for editors' }, ...options },
    additionalProperties: false,
  };
  return renderSchema(schema);
}

/** A JSON Schema as it is published. */
export function renderSchema(schema: object): string {
  return `${onOneLine(JSON.stringify(schema, null, 2))}\n`;
}

function schemaOf(option: Option): Readonly<Record<string, unknown>> {
  const { description, defaultText } = option;
  const meaning = defaultText === undefined ? description : `${description} (default: ${defaultText})`;
  return {
    description: meaning,
    ...schemaTypeOf(option),
    ...(option.default === undefined ? {} : { default: option.default }),
  };
}

function schemaTypeOf(option: Option): Readonly<Record<string, unknown>> {
  switch (option.type) {
    case 'integer':
      return { type: 'integer', minimum: option.minimum, maximum: option.maximum };
    case 'boolean':
      return { type: 'boolean' };
    case 'choice':
      return { enum: option.choices };
    case 'path':
      return option.canBeOff
        ? { anyOf: [{ type: 'string', minLength: 1 }, { const: false }] }
        : { type: 'string', minLength: 1 };
    case 'text':
      return { type: 'string', ...(option.pattern === undefined ? {} : { pattern: option.pattern }) };
    case 'texts':
    case 'paths':
      return { type: 'array', items: { type: 'string', minLength: 1 } };
    case 'map':
      return { type: 'object', additionalProperties: { type: 'string', minLength: 1 } };
  }
}

const lineWidth = 120;

/** Writes lists of plain values on one line each where they fit, as the formatter does. */
function onOneLine(json: string): string {
  return json.replace(/^(.*)\[\n([^[\]{}]*?)\n\s*\](,?)$/gm, (whole, before: string, items: string, after: string) => {
    const line = `${before}[${items.trim().replace(/,\n\s+/g, ', ')}]${after}`;
    return line.length > lineWidth ? whole : line;
  });
}

/** The options as a Markdown table, for docs/reference.md. */
export function renderOptionsTable(): string {
  const head = ['| Option | Flag | Type | Default | Meaning |', '|---|---|---|---|---|'];
  return [...head, ...optionNames.map(rowOf)].join('\n');
}

function rowOf(name: (typeof optionNames)[number]): string {
  const option: Option = optionTable[name];
  return `| ${[`\`${name}\``, flagCell(name, option), typeCell(option), defaultCell(option), option.description].join(' | ')} |`;
}

function flagCell(name: string, option: Option): string {
  if (option.type === 'map' && option.secret === true) return 'config file or in process';
  const flag = canBeOff(option) ? flagOf(name).replace('--', '--[no-]') : flagOf(name);
  return option.short === undefined ? `\`${flag}\`` : `\`-${option.short}\`, \`${flag}\``;
}

function typeCell(option: Option): string {
  switch (option.type) {
    case 'integer':
      return `${option.minimum} to ${option.maximum}`;
    case 'choice':
      return option.choices.map(choice => `\`${choice}\``).join(', ');
    case 'texts':
      return 'list of strings';
    case 'paths':
      return 'list of paths';
    case 'map':
      return 'map of strings';
    case 'text':
      return 'string';
    case 'path':
      return option.canBeOff ? 'path or `false`' : 'path';
    default:
      return option.type;
  }
}

function defaultCell(option: Option): string {
  if (option.defaultText !== undefined) return option.defaultText;
  if (typeof option.default === 'object') return 'none';
  return option.default === '' ? 'empty' : `\`${option.default}\``;
}

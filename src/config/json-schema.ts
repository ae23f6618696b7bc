// The JSON Schema of the config file, published as spec/config.schema.json, for editors that complete and check it.
// @see https://json-schema.org/draft/2020-12/schema

import type { Option } from './option.ts';
import { optionNames, optionTable } from './options.ts';

/** The text of spec/config.schema.json. */
export function renderConfigSchema(): string {
  const options = Object.fromEntries(optionNames.map(name => [name, schemaOf(optionTable[name])]));
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Config file of aps-userinfo',
    description: 'Relative paths are relative to the config file.',
    type: 'object',
    properties: { $schema: { type: 'string', description: 'address of this schema, for editors' }, ...options },
    additionalProperties: false,
  };
  return `${onOneLine(JSON.stringify(schema, null, 2))}\n`;
}

function schemaOf(option: Option): Readonly<Record<string, unknown>> {
  const { description, defaultText } = option;
  const meaning = defaultText === undefined ? description : `${description} (default: ${defaultText})`;
  return {
    description: meaning,
    ...typeOf(option),
    ...(option.default === undefined ? {} : { default: option.default }),
  };
}

function typeOf(option: Option): Readonly<Record<string, unknown>> {
  switch (option.type) {
    case 'integer':
      return { type: 'integer', minimum: option.minimum, maximum: option.maximum };
    case 'boolean':
      return { type: 'boolean' };
    case 'choice':
      return { enum: option.choices };
    case 'path':
      return { type: 'string', minLength: 1 };
    case 'text':
      return { type: 'string', ...(option.pattern === undefined ? {} : { pattern: option.pattern.source }) };
    case 'texts':
    case 'paths':
      return { type: 'array', items: { type: 'string', minLength: 1 } };
    case 'map':
      return { type: 'object', additionalProperties: { type: 'string', minLength: 1 } };
  }
}

/** Lists of plain values on one line each, as the formatter writes them. */
function onOneLine(json: string): string {
  return json.replace(/\[\n([^[\]{}]*?)\n\s*\]/g, (_, items: string) => `[${items.trim().replace(/,\n\s+/g, ', ')}]`);
}

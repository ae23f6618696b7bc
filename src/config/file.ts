// The config file: YAML or JSON, one member for each option; each problem has its line.

import { dirname, isAbsolute, join } from 'node:path';
import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { readText } from '../base/read-file.ts';
import { parseYaml } from '../base/yaml.ts';
import type { Given } from './check.ts';
import { isOptionName, optionNames, optionTable } from './options.ts';
import { fromMember } from './sources.ts';

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

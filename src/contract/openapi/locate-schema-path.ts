// Finds the line of what a finding contradicts, for reports that point into files.

import { resolve } from 'node:path';
import type { ApiDocument, Location, Origin } from './document.ts';
import { documentCodes, readYaml, type YamlFile } from './read-yaml.ts';

/**
 * Finds the `schemaPath` of a finding in the files of its document: file as given, line and column. Undefined for a file
 * that can no longer be read. Each file is read again when it is first asked for.
 */
export function createLocator(document: ApiDocument): (schemaPath: string) => Location | undefined {
  const read = new Map<string, YamlFile | undefined>();
  return schemaPath => {
    const { file, pointer } = originOf(schemaPath, document);
    if (!read.has(file)) read.set(file, readAgain(file));
    return read.get(file)?.locate(pointer);
  };
}

/** A pointer of the main file, or file and pointer of another one. */
function originOf(schemaPath: string, { file, files }: ApiDocument): Origin {
  const [other = '', ...rest] = schemaPath.split('#/');
  const isOther = rest.length > 0 && files.includes(resolve(other));
  return isOther ? { file: other, pointer: `/${rest.join('#/')}` } : { file, pointer: schemaPath };
}

/** A line is a courtesy: a report does without it sooner than fail. */
function readAgain(file: string): YamlFile | undefined {
  try {
    return readYaml(file, documentCodes);
  } catch {
    return undefined;
  }
}

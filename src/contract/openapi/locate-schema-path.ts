// Locates findings in source files, for reports.

import { resolve } from 'node:path';
import type { ApiDocument, Location, Origin } from './document.ts';
import { documentCodes, readYaml, type YamlFile } from './read-yaml.ts';

/**
 * Finds the file, line and column of a finding's `schemaPath`; undefined if the file is no longer readable. Reads each file
 * again on first use.
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

/** A report must not fail for a missing line. */
function readAgain(file: string): YamlFile | undefined {
  try {
    return readYaml(file, documentCodes);
  } catch {
    return undefined;
  }
}

// Finds the tokens of a run, in the environment or a file: never in an argument, since those are seen in process lists.

import { readFileSync, statSync } from 'node:fs';
import { KitError, whyRefused } from '../base/errors.ts';
import { nearest } from '../base/suggest.ts';
import { type Credentials, credentialVariables, requireSendable } from './credentials.ts';

/** Where to look for credentials. */
export interface CredentialSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** File with the same names, as `NAME=value` lines or as one JSON object; it comes before the environment. */
  readonly file?: string | undefined;
}

/** The credentials, and what is wrong with the way they are kept. */
export interface FoundCredentials {
  readonly credentials: Credentials;
  readonly warnings: readonly string[];
}

/**
 * Reads the credentials that there are; an empty one is none, as CI leaves a secret that is not set.
 *
 * @throws ERR_CREDENTIAL_INVALID without the value
 */
export function readCredentials({ env, file }: CredentialSources): FoundCredentials {
  const fromFile = file === undefined ? {} : readFile(file);
  const found = Object.entries(credentialVariables).flatMap(([name, variable]) => {
    const inFile = fromFile[variable] ?? '';
    const value = (inFile === '' ? env[variable] : inFile)?.trim() ?? '';
    return value === '' ? [] : [[name, value]];
  });
  const credentials = Object.fromEntries(found) as Credentials;
  requireSendable(credentials);
  return { credentials, warnings: file === undefined ? [] : permissions(file) };
}

function readFile(file: string): Readonly<Record<string, string>> {
  const values = parse(file, textOf(file));
  for (const name of Object.keys(values)) requireNoMisspelling(file, name);
  return values;
}

/** Other names are other people's business, such as APS_CLIENT_ID in the same file. */
function requireNoMisspelling(file: string, name: string): void {
  const known: readonly string[] = Object.values(credentialVariables);
  const meant = known.includes(name) ? undefined : nearest(name, known);
  if (meant === undefined) return;
  throw new KitError('ERR_CREDENTIAL_INVALID', `"${file}" sets ${name}, which is no credential.`, {
    hint: `Did you mean "${meant}"?`,
  });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const message = `The credentials file "${file}" cannot be read: ${whyRefused(cause)}.`;
    throw new KitError('ERR_CREDENTIAL_INVALID', message, { cause });
  }
}

function parse(file: string, text: string): Readonly<Record<string, string>> {
  return text.trimStart().startsWith('{') ? parseJson(file, text) : parseLines(file, text);
}

function parseJson(file: string, text: string): Readonly<Record<string, string>> {
  try {
    const values = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return Object.fromEntries(
      Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    // The parser's own message quotes the text.
    throw new KitError('ERR_CREDENTIAL_INVALID', `The credentials file "${file}" starts like JSON, but is none.`);
  }
}

function parseLines(file: string, text: string): Readonly<Record<string, string>> {
  const lines = text.split(/\r?\n/u).map((line, index) => ({ line: line.trim(), number: index + 1 }));
  return Object.fromEntries(
    lines
      .filter(({ line }) => line !== '' && !line.startsWith('#'))
      .map(({ line, number }) => {
        const match = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|(.*))$/u.exec(line);
        if (match === null)
          throw new KitError('ERR_CREDENTIAL_INVALID', `Line ${number} of "${file}" is not NAME=value.`, {
            hint: 'The file has lines such as APS_TOKEN=..., or one JSON object.',
          });
        const [, name = '', double, single, bare] = match;
        return [name, double ?? single ?? bare ?? ''];
      }),
  );
}

/** Windows has no such permissions, and says 666 for everything. */
function permissions(file: string): readonly string[] {
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return [];
  return [`credentials: others on this machine may read "${file}"; chmod 600 keeps them out`];
}

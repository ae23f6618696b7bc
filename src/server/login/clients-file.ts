// The file of applications: `clients`, a list of them, each problem with its line.

import { KitError } from '../../base/errors.ts';
import { isObject, showValue } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import { type Path, parseYaml, readText } from '../../base/yaml.ts';
import { type Client, isAddress } from './clients.ts';
import { isApsScope } from './scopes.ts';

/**
 * Reads the applications of a YAML or JSON file. A client without `clientSecret` is a public one; without `scopes` it may
 * ask for any; without `postLogoutRedirectUris` it has none.
 *
 * @throws ERR_CLIENTS_UNREADABLE, or ERR_CLIENTS_INVALID naming every problem with its line
 */
export function loadClients(file: string): ReadonlyMap<string, Client> {
  const { value, locate } = parseYaml(
    file,
    readText('file of clients', file, 'ERR_CLIENTS_UNREADABLE'),
    'ERR_CLIENTS_INVALID',
  );
  const problems: Problem[] = [];
  const report = (path: Path, text: string): void => void problems.push({ path, text });
  const clients = new Map<string, Client>();
  for (const [index, entry] of listOf(value, report).entries()) {
    const client = toClient(entry, ['clients', index], report);
    if (client === undefined) continue;
    if (clients.has(client.id)) report(['clients', index, 'clientId'], `"${client.id}" is there already`);
    clients.set(client.id, client);
  }
  const lines = problems.map(
    ({ path, text }) => `${file}:${locate(path).line}: ${nameOf(path)}${text}${/[.?]$/.test(text) ? '' : '.'}`,
  );
  if (lines.length > 0) throw invalid(file, lines);
  return clients;
}

type Report = (path: Path, text: string) => void;

interface Problem {
  readonly path: Path;
  readonly text: string;
}

function invalid(file: string, [first = '', ...others]: readonly string[]): KitError {
  const details = [first, ...others];
  return others.length === 0
    ? new KitError('ERR_CLIENTS_INVALID', first, { hint })
    : new KitError('ERR_CLIENTS_INVALID', `${details.length} things are wrong in ${file}.`, { details, hint });
}

const hint =
  'A client is { clientId, clientSecret, redirectUris: [http://localhost:3000/callback] }, with name, scopes and postLogoutRedirectUris as you like.';

/** `clients[0].redirectUris: `. */
function nameOf(path: Path): string {
  const name = path.map(step => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return name === '' ? '' : `${name.slice(1)}: `;
}

function listOf(value: unknown, report: Report): readonly unknown[] {
  const clients = isObject(value) ? value['clients'] : undefined;
  if (Array.isArray(clients) && clients.length > 0) return clients;
  report([], 'there is no list of clients in it');
  return [];
}

const members = ['clientId', 'clientSecret', 'name', 'redirectUris', 'postLogoutRedirectUris', 'scopes'];

function toClient(entry: unknown, path: Path, report: Report): Client | undefined {
  if (!isObject(entry)) {
    report(path, 'a client must be a map');
    return undefined;
  }
  for (const name of Object.keys(entry)) if (!members.includes(name)) report([...path, name], unknownMember(name));
  const text = (name: string): string | undefined => readWord(entry[name], [...path, name], report);
  const list = (name: string, check: (item: string) => boolean, what: string): readonly string[] | undefined =>
    readList(entry[name], [...path, name], report, check, what);
  const id = text('clientId');
  if (entry['clientId'] === undefined) report(path, 'the clientId is missing');
  if (entry['redirectUris'] === undefined) report(path, 'the redirectUris are missing');
  const anAddress = 'an absolute address without a fragment';
  const client = {
    name: text('name') ?? id ?? '',
    secret: text('clientSecret') ?? null,
    redirectUris: list('redirectUris', isAddress, anAddress) ?? [],
    postLogoutRedirectUris: list('postLogoutRedirectUris', isAddress, anAddress) ?? [],
    scopes: list('scopes', isApsScope, 'a scope of APS'),
  };
  return id === undefined ? undefined : { id, ...client };
}

function unknownMember(name: string): string {
  return `there is no such member. ${suggest(name, members)}`;
}

function readWord(value: unknown, path: Path, report: Report): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^[\x20-\x7e]+$/.test(value)) return value;
  report(path, `must be a text of printable ASCII${typeof value === 'number' ? '; quote it' : ''}`);
  return undefined;
}

function readList(
  value: unknown,
  path: Path,
  report: Report,
  check: (item: string) => boolean,
  what: string,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) {
    report(path, `must be a list, each ${what}`);
    return undefined;
  }
  return value.filter((item, index): item is string => {
    const fits = typeof item === 'string' && check(item);
    if (!fits) report([...path, index], `must be ${what}, not ${showValue(item)}`);
    return fits;
  });
}

// `aps-userinfo catalog`: everything that the mock can be asked for, by its configuration or by a server that runs.

import { KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import type { Config } from '../config/config.ts';
import { createPaint, wantsColor } from '../contract/findings/color.ts';
import type { CatalogEntry } from '../server/scenarios/catalog.ts';
import { loadOffer } from './offer.ts';
import type { Surroundings } from './report-run.ts';
import { fetchOffer } from './running-server.ts';
import { markdownTable, twoColumns } from './terminal.ts';

export interface CatalogRequest {
  /** One list; default all. */
  readonly list?: string | undefined;
  /** A running server. */
  readonly url?: string | undefined;
  readonly json?: boolean | undefined;
  /** `text`, `json` or `md`. */
  readonly format?: string | undefined;
}

interface Persona {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly locale?: string | undefined;
}

interface Listing {
  readonly personas: readonly Persona[];
  readonly entries: readonly CatalogEntry[];
}

/** The lists in the order in which they are shown, each with how to ask for its members. */
const lists = {
  personas: 'Personas: mock.<persona>, or mock.~<name> for a generated person',
  statuses: 'Statuses: mock.<persona>.<status>, or Prefer: code=<status>',
  failures: 'Failures: mock.<persona>.<failure>, or Prefer: example=<failure>',
  examples: 'Other examples of the document: mock.<persona>.<example>, or Prefer: example=<example>',
  variants: 'Variants: mock.<persona>.<variant>, or Prefer: example=<variant>',
  scenarios: 'Scenarios: mock.<persona>.<scenario>, or Prefer: example=<scenario>',
} as const;

type ListName = keyof typeof lists;

/** Prints the catalogue. @throws ERR_CLI_USAGE for an unknown list, and as `loadOffer` and `fetchOffer` */
export async function runCatalog(
  config: Config,
  { list, url, json = false, format = json ? 'json' : 'text' }: CatalogRequest,
  { stdout, env }: Pick<Surroundings, 'stdout' | 'env'>,
): Promise<void> {
  requireFormat(format);
  const wanted = list === undefined ? listNames : [requireList(list)];
  const listing = url === undefined ? await listingOf(config) : await fetchOffer(url, config.adminToken);
  if (format === 'md') {
    stdout.write(`${wanted.map(name => markdownOf(name, listing)).join('\n\n')}\n`);
    return;
  }
  if (format === 'json') {
    stdout.write(`${JSON.stringify(asData(listing, list === undefined ? undefined : wanted[0]), null, 2)}\n`);
    return;
  }
  const paint = createPaint(wantsColor(stdout.isTTY === true, env));
  const sections = wanted.map(name => {
    const rows = rowsOf(name, listing);
    return [paint('bold', lists[name]), ...(rows.length === 0 ? ['  none'] : twoColumns(rows, '  '))].join('\n');
  });
  stdout.write(`${sections.join('\n\n')}\n`);
}

const listNames = Object.keys(lists) as ListName[];

function requireList(name: string): ListName {
  const known = listNames.find(each => each === name);
  if (known !== undefined) return known;
  throw new KitError('ERR_CLI_USAGE', `Unknown list "${name}".`, { hint: suggest(name, listNames) });
}

const formats = ['text', 'json', 'md'];

function requireFormat(format: string): void {
  if (formats.includes(format)) return;
  throw new KitError('ERR_CLI_USAGE', `Unknown format "${format}".`, { hint: suggest(format, formats) });
}

/** A list as a section of a page: the tables of docs/catalog.md. */
function markdownOf(name: ListName, listing: Listing): string {
  const entries = listing.entries.filter(entry => listOf(entry) === name);
  const [heading = '', how = ''] = lists[name].split(/: (.*)/su);
  const titles = rowsOf(name, listing);
  const hasAdvice = entries.some(({ goodClient }) => goodClient !== undefined);
  const rows = titles.map(([each, title], index) => [
    `\`${each}\``,
    title,
    ...(hasAdvice ? [entries[index]?.goodClient ?? ''] : []),
  ]);
  const head = ['Name', 'What happens', ...(hasAdvice ? ['What a good client does'] : [])];
  const said = how.replace(/(?<=^|or )[^,]+/gu, text => `\`${text}\``);
  return [`## ${heading}`, '', `${said}.`, '', ...markdownTable([head, ...rows])].join('\n');
}

async function listingOf(config: Config): Promise<Listing> {
  const { personas, catalog } = await loadOffer(config);
  return { personas, entries: catalog.entries() };
}

function asData({ personas, entries }: Listing, only: ListName | undefined): unknown {
  const people = personas.map(({ name, title, description, locale }) => ({
    name,
    title,
    description,
    locale,
    token: `mock.${name}`,
  }));
  if (only === undefined) return { personas: people, scenarios: entries };
  return only === 'personas' ? people : entries.filter(entry => listOf(entry) === only);
}

function rowsOf(name: ListName, { personas, entries }: Listing): readonly (readonly [string, string])[] {
  if (name === 'personas') return personas.map(persona => [persona.name, persona.title]);
  return entries.filter(entry => listOf(entry) === name).map(rowOf);
}

function listOf({ kind, status = 0 }: CatalogEntry): ListName {
  if (kind === 'example') return status >= 400 ? 'failures' : 'examples';
  return kind === 'status' ? 'statuses' : kind === 'variant' ? 'variants' : 'scenarios';
}

function rowOf({ name, kind, title, status }: CatalogEntry): readonly [string, string] {
  return [name, kind === 'example' && status !== undefined ? `${status}  ${title}` : title];
}

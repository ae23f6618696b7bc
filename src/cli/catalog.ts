// `aps-userinfo catalog`: everything that the mock can be asked for.

import type { Config } from '../config/config.ts';
import type { CatalogEntry } from '../server/scenarios/catalog.ts';
import { twoColumns } from './columns.ts';
import { loadOffer, type Offer } from './offer.ts';

type Kind = CatalogEntry['kind'];

/** Heading of each kind, in the order in which they are shown. */
const headings: Readonly<Record<Kind, string>> = {
  status: 'Statuses: mock.<persona>.<status>, or Prefer: code=<status>',
  example: 'Examples of the document: mock.<persona>.<example>, or Prefer: example=<example>',
  variant: 'Variants of the profile: mock.<persona>.<variant>, or Prefer: example=<variant>',
  scenario: 'Scenarios: mock.<persona>.<scenario>, or Prefer: example=<scenario>',
};

/** The text to print. */
export async function runCatalog(config: Config, json: boolean): Promise<string> {
  const offer = await loadOffer(config);
  return json ? `${JSON.stringify(asData(offer), null, 2)}\n` : `${sections(offer).join('\n\n')}\n`;
}

function asData({ personas, catalog }: Offer): Readonly<Record<string, unknown>> {
  return {
    personas: personas.map(({ name, title, description, locale }) => ({
      name,
      title,
      description,
      locale,
      token: `mock.${name}`,
    })),
    scenarios: catalog.entries(),
  };
}

function sections({ personas, catalog }: Offer): readonly string[] {
  const entries = catalog.entries();
  const people = twoColumns(
    personas.map(({ name, title }) => [name, title]),
    '  ',
  );
  const kinds = Object.entries(headings).map(([kind, heading]) => {
    const rows = entries.filter(entry => entry.kind === kind).map(rowOf);
    return [heading, ...(rows.length === 0 ? ['  none'] : twoColumns(rows, '  '))].join('\n');
  });
  return [['Personas: mock.<persona>, or mock.~<name> for a stranger', ...people].join('\n'), ...kinds];
}

function rowOf({ name, kind, title, status }: CatalogEntry): readonly [string, string] {
  return [name, kind === 'example' && status !== undefined ? `${status}  ${title}` : title];
}

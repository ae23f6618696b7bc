// Personas, document and scenarios for commands that only list them; loads no validator and no generator.

import type { Config } from '../config/config.ts';
import { chosenDocument, loadDocument } from '../contract/openapi/load.ts';
import { builtinPersonas, loadPersonas, type Persona } from '../profiles/personas.ts';
import { type Catalog, createCatalog } from '../server/scenarios/catalog.ts';
import { scenariosOf } from '../server/scenarios/fit-scenarios.ts';

export interface Offer {
  readonly personas: readonly Persona[];
  readonly catalog: Catalog;
}

/** What does not fit is known to validators only. */
async function servedOffer(config: Config): Promise<Offer> {
  const { loadServedDocument } = await import('../server/mock/served-document.ts');
  const { personas, catalog } = await loadServedDocument(config);
  return { personas: [...personas.values()], catalog };
}

/** @throws ERR_DOCUMENT_*, ERR_PERSONA_*, ERR_SCENARIO_* */
export async function loadOffer(config: Config): Promise<Offer> {
  if (config.skipUnfit) return servedOffer(config);
  const document = await loadDocument(chosenDocument(config));
  const personas = loadPersonas([builtinPersonas(), ...config.personas]);
  return { personas, catalog: createCatalog(document, scenariosOf(document, config.scenarios)) };
}

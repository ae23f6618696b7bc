// The scenarios that go with a document: those of the package, and the user's own, under names that are free.

import { KitError } from '../../base/errors.ts';
import type { ApiDocument } from '../../contract/openapi/document.ts';
import { createCatalog } from './catalog.ts';
import { fittingScenarios, requireFitting } from './fit-scenarios.ts';
import { builtinScenarios, loadScenarios } from './load-scenarios.ts';
import type { Scenario } from './scenario.ts';

/**
 * Every scenario of a document, by file. One of the user replaces a built-in one of the same name.
 *
 * @param paths files and folders of the user's own
 * @throws ERR_SCENARIO_UNREADABLE, ERR_SCENARIO_INVALID
 */
export function scenariosOf(document: ApiDocument, paths: readonly string[]): readonly Scenario[] {
  const own = requireFitting(loadScenarios(paths), document);
  requireFreeNames(own, document);
  const builtin = fittingScenarios(loadScenarios([builtinScenarios()]), document);
  return [...new Map([...builtin, ...own].map(scenario => [scenario.name, scenario])).values()];
}

/** What a name means without scenario files, it means with them too; and one name is one scenario. */
function requireFreeNames(scenarios: readonly Scenario[], document: ApiDocument): void {
  const { findAny } = createCatalog(document, []);
  const taken = scenarios.flatMap(({ name }, index) => {
    const kind = findAny(name)?.kind;
    if (kind !== undefined) return `Scenario "${name}" has the name of ${kind === 'example' ? 'an' : 'a'} ${kind}.`;
    const isTwin = scenarios.slice(0, index).some(other => other.name === name);
    return isTwin ? `Scenario "${name}" is there twice.` : [];
  });
  const [first] = taken;
  if (first === undefined) return;
  throw new KitError(
    'ERR_SCENARIO_INVALID',
    taken.length === 1 ? first : `${taken.length} scenarios have names that are taken.`,
    {
      hint: 'One of them would never be used: give the file another name.',
      details: taken.length === 1 ? [] : taken,
    },
  );
}

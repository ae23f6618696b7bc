// The scenarios that fit a document: the built-in ones, and the user's own, with unique names.

import { basename } from 'node:path';
import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { ApiDocument } from '../../contract/openapi/document.ts';
import { responseFor } from '../../contract/responses/response-context.ts';
import { createCatalog, exampleOf } from './catalog.ts';
import { unknownClaim } from './changed-body.ts';
import { builtinScenarios, loadScenarios, placeOf } from './load-scenarios.ts';
import type { Scenario, Step } from './scenario.ts';

/**
 * Every scenario of a document, by file. The user's replace built-in ones of the same name.
 *
 * @param paths the user's files and folders
 * @param onUnfit is given the error of each that does not fit, which is then left out; default: throws it
 * @throws ERR_SCENARIO_UNREADABLE, ERR_SCENARIO_INVALID
 */
export function scenariosOf(document: ApiDocument, paths: readonly string[], onUnfit?: OnUnfit): readonly Scenario[] {
  const own = requireFitting(loadScenarios(paths), document, onUnfit);
  requireFreeNames(own, document);
  const builtin = fittingScenarios(loadScenarios([builtinScenarios()]), document);
  return [...new Map([...builtin, ...own].map(scenario => [scenario.name, scenario])).values()];
}

/** A scenario file must not change the meaning of a name, or repeat one. */
function requireFreeNames(scenarios: readonly Scenario[], document: ApiDocument): void {
  const { findAny } = createCatalog(document, []);
  const taken = scenarios.flatMap(({ name }, index) => {
    const kind = findAny(name)?.kind;
    if (kind !== undefined) return `Scenario "${name}" has the name of ${kind === 'example' ? 'an' : 'a'} ${kind}.`;
    const isTwin = scenarios.slice(0, index).some(other => other.name === name);
    return isTwin ? `Duplicate scenario "${name}".` : [];
  });
  const [first] = taken;
  if (first === undefined) return;
  throw new KitError(
    'ERR_SCENARIO_INVALID',
    taken.length === 1 ? first : `${taken.length} scenarios have names that are already in use.`,
    {
      hint: 'Rename the file; otherwise one of them would never be used.',
      details: taken.length === 1 ? [] : taken,
    },
  );
}

/** Built-in scenarios fit the built-in document; another document may lack their examples. */
export function fittingScenarios(scenarios: readonly Scenario[], document: ApiDocument): readonly Scenario[] {
  return scenarios.filter(({ steps }) => steps.every(step => fits(step, document)));
}

/** Is given the error of a scenario that does not fit, which is then left out. */
type OnUnfit = ((error: KitError) => void) | undefined;

/**
 * @param onUnfit default: throws
 * @throws ERR_SCENARIO_INVALID for the first scenario that asks for an example that the document does not have
 */
export function requireFitting(
  scenarios: readonly Scenario[],
  document: ApiDocument,
  onUnfit?: OnUnfit,
): readonly Scenario[] {
  return scenarios.filter(scenario => {
    const amiss = scenario.steps.find(step => !fits(step, document));
    if (amiss === undefined) return true;
    const error = misfit(scenario, amiss, document);
    if (onUnfit === undefined) throw error;
    onUnfit(error);
    return false;
  });
}

/** An example of `4XX` or `default` is valid for every status that its response documents. */
function fits({ example, status, drift }: Step, document: ApiDocument): boolean {
  if (drift !== undefined && unknownClaim(document, drift) !== undefined) return false;
  if (example === undefined) return true;
  return document.operations.some(operation => {
    const found = exampleOf(operation, example);
    return found !== undefined && (status === undefined || responseFor(operation, status)?.key === found.key);
  });
}

function misfit(scenario: Scenario, step: Step, document: ApiDocument): KitError {
  const { example = '', status, drift } = step;
  const claim = drift === undefined ? undefined : unknownClaim(document, drift);
  const start = `${placeOf(scenario, step, claim === undefined ? 'example' : 'drift')}Scenario "${scenario.name}"`;
  if (claim !== undefined) return new KitError('ERR_SCENARIO_INVALID', `${start}: the drift ${claim}`);
  const known = exampleNames(document, status);
  const under = status === undefined ? '' : ` under status ${status}`;
  return new KitError(
    'ERR_SCENARIO_INVALID',
    `${start} uses example "${example}", which ${basename(document.file)} does not have${under}.`,
    { hint: suggest(example, known) },
  );
}

function exampleNames(document: ApiDocument, status: number | undefined): string[] {
  const names = document.operations.flatMap(operation => {
    const of = status === undefined ? [...operation.responses.values()] : [responseFor(operation, status)];
    return of.flatMap(response => [...(response?.examples.keys() ?? [])]);
  });
  return [...new Set(names)];
}

// Scenarios speak of examples by name: do they exist in this document, under the status that is asked for?

import { basename } from 'node:path';
import { KitError, nearest } from '../../base/errors.ts';
import type { ApiDocument } from '../../contract/openapi/document.ts';
import { responseFor } from '../../contract/responses/find-operation.ts';
import { exampleOf } from './catalog.ts';
import type { Behaviour, Scenario } from './scenario.ts';

/** The scenarios that the document has everything for. Those that come with the package are made for the built-in document. */
export function fittingScenarios(scenarios: readonly Scenario[], document: ApiDocument): readonly Scenario[] {
  return scenarios.filter(({ steps }) => steps.every(step => fits(step, document)));
}

/** @throws ERR_SCENARIO_INVALID for the first scenario that asks for an example that the document does not have */
export function requireFitting(scenarios: readonly Scenario[], document: ApiDocument): readonly Scenario[] {
  for (const { name, steps } of scenarios) {
    const amiss = steps.find(step => !fits(step, document));
    if (amiss !== undefined) throw misfit(name, amiss, document);
  }
  return scenarios;
}

/** An example that stands under `4XX` or `default` goes with every status that its response documents. */
function fits({ example, status }: Behaviour, document: ApiDocument): boolean {
  if (example === undefined) return true;
  return document.operations.some(operation => {
    const found = exampleOf(operation, example);
    return found !== undefined && (status === undefined || responseFor(operation, status)?.key === found.key);
  });
}

function misfit(scenario: string, { example = '', status }: Behaviour, document: ApiDocument): KitError {
  const known = exampleNames(document, status);
  const near = nearest(example, known);
  const under = status === undefined ? '' : ` under status ${status}`;
  return new KitError(
    'ERR_SCENARIO_INVALID',
    `Scenario "${scenario}" asks for example "${example}", which ${basename(document.file)} does not have${under}.`,
    { hint: near ? `Did you mean "${near}"?` : `It has: ${known.join(', ') || 'no examples'}.` },
  );
}

function exampleNames(document: ApiDocument, status: number | undefined): string[] {
  const names = document.operations.flatMap(operation => {
    const of = status === undefined ? [...operation.responses.values()] : [responseFor(operation, status)];
    return of.flatMap(response => [...(response?.examples.keys() ?? [])]);
  });
  return [...new Set(names)];
}

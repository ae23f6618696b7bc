// Scenarios speak of examples by name: do they exist in this document?

import { KitError, nearest } from '../errors.ts';
import type { ApiDocument } from '../openapi/document.ts';
import type { Scenario } from './scenario.ts';

/** The scenarios whose examples the document has. Those that come with the package are made for the built-in document. */
export function fittingScenarios(scenarios: readonly Scenario[], document: ApiDocument): readonly Scenario[] {
  return scenarios.filter(scenario => missingExample(scenario, document) === undefined);
}

/** @throws ERR_SCENARIO_INVALID for the first scenario that asks for an example that the document does not have */
export function requireFitting(scenarios: readonly Scenario[], document: ApiDocument): readonly Scenario[] {
  for (const scenario of scenarios) {
    const missing = missingExample(scenario, document);
    if (missing === undefined) continue;
    const known = exampleNames(document);
    const near = nearest(missing, known);
    throw new KitError(
      'ERR_SCENARIO_INVALID',
      `Scenario "${scenario.name}" asks for example "${missing}", which ${document.file} does not have.`,
      {
        hint: near ? `Did you mean "${near}"?` : `It has: ${known.join(', ') || 'no examples'}.`,
      },
    );
  }
  return scenarios;
}

function missingExample({ steps }: Scenario, document: ApiDocument): string | undefined {
  const known = exampleNames(document);
  return steps.map(({ example }) => example).find(example => example !== undefined && !known.includes(example));
}

function exampleNames(document: ApiDocument): string[] {
  return document.operations.flatMap(({ responses }) =>
    [...responses.values()].flatMap(({ examples }) => [...examples.keys()]),
  );
}

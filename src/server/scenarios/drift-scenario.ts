// `drifted:email_verified=text`: a scenario that says which claim to break, and how.

import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { ApiDocument } from '../../contract/openapi/document.ts';
import { successOf } from '../../contract/openapi/serve.ts';
import { jsonPlace, outlineOf, type Place } from '../../contract/schema/outline.ts';
import type { Scenario } from './scenario.ts';
import { stepKeys } from './scenario-keys.ts';

const driftPrefix = 'drifted:';
const driftsOf = new WeakMap<ApiDocument, Map<string, Scenario>>();

/** `drifted:email_verified=text`: a drift that says what to break. @throws ERR_SCENARIO_INVALID */
export function toldDrift(document: ApiDocument, name: string): Scenario | undefined {
  if (!name.startsWith(driftPrefix)) return undefined;
  const known = driftsOf.get(document) ?? new Map<string, Scenario>();
  driftsOf.set(document, known);
  const drift = name.slice(driftPrefix.length);
  const problem = stepKeys.drift.problem(drift) ?? unknownClaim(document, drift);
  if (problem !== undefined) throw new KitError('ERR_SCENARIO_INVALID', `Scenario "${name}": the drift ${problem}`);
  const scenario = known.get(name) ?? {
    name,
    kind: 'variant',
    title: `the claim broken: ${drift}`,
    steps: [{ drift }],
  };
  if (known.size < mostDrifts) known.set(name, scenario);
  return scenario;
}

/** Names come from requests. */
const mostDrifts = 1000;

/** What is wrong with the claim of a drift; undefined for a documented one. */
export function unknownClaim(document: ApiDocument, drift: string): string | undefined {
  const path = drift.slice(0, drift.indexOf('=')).split('/');
  const outlines = document.operations.map(operation =>
    outlineAt(document, jsonPlace(successOf(operation)?.response), path),
  );
  if (outlines.some(found => found === true)) return undefined;
  const names = outlines.flatMap(found => (found === true ? [] : found));
  return `names an unknown claim "${path.join('/')}". ${suggest(path.at(-1) ?? '', [...new Set(names)])}`;
}

/** True for a documented claim, else the documented names where the path leaves the document. */
function outlineAt(
  document: ApiDocument,
  place: Place,
  [name = '', ...rest]: readonly string[],
): true | readonly string[] {
  const { members } = outlineOf(document, place);
  const member = members.get(name);
  if (member === undefined) return [...members.keys()];
  return rest.length === 0 || outlineAt(document, member, rest);
}

// Changes of a body that a scenario asks for: a claim broken in a certain way, as in `drifted:email_verified=text`, and a JSON
// Merge Patch.
// @see https://www.rfc-editor.org/rfc/rfc7396

import { KitError } from '../../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import type { ApiDocument } from '../../contract/openapi/document.ts';
import { successOf } from '../../contract/openapi/serve.ts';
import { jsonPlace, outlineOf, type Place } from '../../contract/schema/outline.ts';
import { breakClaim } from '../../profiles/drift.ts';
import type { Behaviour, Scenario } from './scenario.ts';
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

// Changes of a body that a scenario asks for: a JSON Merge Patch, and a claim broken in a certain way.
// @see https://www.rfc-editor.org/rfc/rfc7396

/** @throws ERR_SCENARIO_INVALID for a body that is not JSON, and for a drift that changes nothing */
export function patchBody(body: string, { patch, drift }: Behaviour): string {
  const value = parse(body);
  const patched = patch === undefined ? value : merge(value, patch);
  if (drift === undefined) return JSON.stringify(patched);
  const drifted = JSON.stringify(breakClaim(patched, drift));
  if (drifted !== JSON.stringify(patched)) return drifted;
  throw new KitError('ERR_SCENARIO_INVALID', `The drift "${drift}" changes nothing in this profile.`, {
    hint: 'Use another kind, or a persona that has the claim.',
  });
}

function parse(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch (cause) {
    throw new KitError('ERR_SCENARIO_INVALID', 'The scenario changes claims of a body that is not JSON.', {
      hint: 'Remove patch and drift, or the example whose body is not JSON.',
      cause,
    });
  }
}

function merge(target: Json, patch: JsonObject): JsonObject {
  const merged: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = isObject(value) ? merge(merged[name] ?? null, value) : value;
  }
  return merged;
}

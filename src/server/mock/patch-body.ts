// Changes of a body that a scenario asks for: a JSON Merge Patch, and a claim broken in a certain way.
// @see https://www.rfc-editor.org/rfc/rfc7396

import { KitError } from '../../base/errors.ts';
import { isObject, type Json, type JsonObject } from '../../base/json.ts';
import { breakClaim } from '../../profiles/drift.ts';
import type { Behaviour } from '../scenarios/scenario.ts';

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

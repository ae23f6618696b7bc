// The variant `drifted`: a documented profile with one claim broken in one way, as a service that changed without notice.

import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { Json } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import { type Change, changesOf, whole } from './drift-changes.ts';
import type { Node } from './node.ts';
import type { Profile, ProfileBuilderOptions } from './profile-builder.ts';
import type { Random } from './random.ts';

/** Breaks a profile in the one way that the random stream chooses. */
export type Drift = (claims: Json, random: Random) => Profile;

/** Finds what can be broken. The result throws ERR_PROFILE_UNGENERATABLE where the schema accepts every value. */
export function createDrift(root: Node, { document, validators, schemaPointer }: ProfileBuilderOptions): Drift {
  const claims = changesOf(document, root.facts().parts);
  const validator = validators.get(schemaPointer);
  return (value, random) => {
    for (const { tokens, changes } of [...rotated(claims, random), whole]) {
      for (const change of rotated(changes, random)) {
        const broken = changed(value, tokens, change);
        if (broken === undefined || validator.isValid(broken)) continue;
        return { claims: broken, body: JSON.stringify(broken), driftedAt: joinPointer('', ...tokens) };
      }
    }
    throw new KitError(
      'ERR_PROFILE_UNGENERATABLE',
      `Nothing can be broken in #${schemaPointer}: it accepts every value.`,
      {
        hint: 'Ask for another variant, or say more in the schema.',
        data: { pointer: schemaPointer },
      },
    );
  };
}

function rotated<T>(items: readonly T[], random: Random): readonly T[] {
  const start = items.length === 0 ? 0 : random.below(items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}

/** The value with one part changed; undefined where that part is not there, or the change does not apply to it. */
function changed(value: Json, [token, ...rest]: readonly string[], change: Change): Json | undefined {
  if (token === undefined) return change(value);
  if (!isObject(value)) return undefined;
  const present = Object.hasOwn(value, token);
  if (rest.length > 0) {
    const inner = present ? changed(value[token] as Json, rest, change) : undefined;
    return inner === undefined ? undefined : { ...value, [token]: inner };
  }
  const broken = change(present ? (value[token] as Json) : undefined);
  if (broken !== undefined) return { ...value, [token]: broken };
  const { [token]: _removed, ...others } = value;
  return present ? others : undefined;
}

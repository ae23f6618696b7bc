// A place of a profile: every schema that holds there, with one branch chosen of each `anyOf` and `oneOf`.

import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import type { Validators } from '../contract/openapi/validators.ts';
import { type Alternative, type Facts, factsOf } from '../profiles/facts.ts';
import { objectShape } from '../profiles/object-shape.ts';
import { namedItems, type Part, partsOf, type Subschema, settings } from '../profiles/subschema.ts';

/** Where places are looked up. */
export interface Schemas {
  readonly document: ApiDocument;
  readonly validators: Validators;
}

/** Every schema that holds at one place of a value. */
export interface Place {
  readonly parts: readonly Part[];
  readonly facts: Facts;
  /** Whether null may stand here. A schema that asks for no type at all does not count. */
  readonly nullable: boolean;
}

/** A member of an object. */
export interface PlaceMember {
  readonly name: string;
  readonly required: boolean;
}

/** The place where these schemas hold. @param value what stands there, where it is known: it decides which branch holds */
export function placeOf(schemas: Schemas, subschemas: readonly Subschema[], value?: Json): Place {
  const { document } = schemas;
  let all = subschemas;
  let parts = partsOf(document, all);
  const seen = new Set<string>();
  let nullable = namesNull(parts);
  for (;;) {
    const facts = factsOf(parts, parts[0]?.pointer ?? '');
    const open = facts.alternatives.filter(({ pointer }) => !seen.has(pointer));
    if (open.length === 0) return { parts, facts, nullable };
    for (const { pointer } of open) seen.add(pointer);
    nullable ||= open.some(({ branches }) => branches.some(branch => namesNull(partsOf(document, [branch]))));
    all = [...all, ...open.flatMap(alternative => chosen(schemas, alternative, value))];
    parts = partsOf(document, all);
  }
}

/** The place of a member of an object; of each item where a list stands in between. */
export function memberPlace(schemas: Schemas, place: Place, name: string): Place {
  const { parts } = itemPlace(schemas, place);
  const { schemasOf } = objectShape(parts, 'documented', false, parts[0]?.pointer ?? '');
  return placeOf(schemas, schemasOf(name));
}

/** The members that are documented there, or in each item of the list that is. */
export function membersAt(schemas: Schemas, place: Place): readonly PlaceMember[] {
  const { parts } = itemPlace(schemas, place);
  if (parts.length === 0) return [];
  return objectShape(parts, 'documented', false, parts[0]?.pointer ?? '').members;
}

/** The place of the items where a list is documented; the place itself elsewhere. */
export function itemPlace(schemas: Schemas, place: Place): Place {
  const items = place.parts.flatMap(part => namedItems(part, 0) ?? []);
  return items.length === 0 ? place : itemPlace(schemas, placeOf(schemas, items));
}

function chosen(schemas: Schemas, { branches }: Alternative, value: Json | undefined): readonly Subschema[] {
  const { document, validators } = schemas;
  const fitting = branches.filter(branch =>
    value === undefined
      ? !isNull(partsOf(document, [branch]))
      : validators.get(branch.pointer).isValid(value) || branch.schema === true,
  );
  return fitting.slice(0, 1);
}

function namesNull(parts: readonly Part[]): boolean {
  const named = [...settings(parts, 'type'), ...settings(parts, 'enum')];
  return named.some(
    value => value === 'null' || (Array.isArray(value) && (value.includes('null') || value.includes(null))),
  );
}

function isNull(parts: readonly Part[]): boolean {
  const types = settings(parts, 'type');
  return types.length > 0 && types.every(type => [type].flat().every(name => name === 'null'));
}

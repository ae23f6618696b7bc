// The items of a document's coverage: each status, media type, named example, claim with each variant that its schema
// allows, and each listed value.

import type { ApiDocument, NamedExample, Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import { jsonPlace, outlineOf, type Place } from '../../contract/schema/outline.ts';
import { retryAfterForm } from '../recordings/forms.ts';

/** In the order of the table. */
export const itemKinds = ['status', 'media-type', 'example', 'claim', 'value'] as const;
export type ItemKind = (typeof itemKinds)[number];

/** A claim with a value, null, or missing. */
export type ClaimVariant = 'value' | 'null' | 'absent';

/** One item. Its members together identify it. */
export interface CoverageItem {
  /** Such as `GET /userinfo`. */
  readonly operation: string;
  /** Key of the response: `200`, `4XX`, `default`. */
  readonly status: string;
  readonly kind: ItemKind;
  /** Media type, names of examples, JSON Pointer of a claim with its variant, or of a value with the value; '' for a status. */
  readonly name: string;
}

export function keyOf({ operation, status, kind, name }: CoverageItem): string {
  return [operation, status, kind, name].join('\n');
}

export function coverageItems(document: ApiDocument): readonly CoverageItem[] {
  return document.operations.flatMap(operation =>
    [...operation.responses.values()].flatMap(response => itemsOf(document, operation, response)),
  );
}

export function itemOf({ method, path }: Operation, { key }: ResponseSpec, kind: ItemKind, name = ''): CoverageItem {
  return { operation: `${method} ${path}`, status: key, kind, name };
}

/** In the pointer, `*` stands for any item of an array. */
export function claimName(pointer: string, variant: ClaimVariant): string {
  return `${pointer} ${variant}`;
}

export function valueName(pointer: string, value: unknown): string {
  return `${pointer} ${JSON.stringify(value)}`;
}

function itemsOf(document: ApiDocument, operation: Operation, response: ResponseSpec): readonly CoverageItem[] {
  const item = (kind: ItemKind, name = ''): CoverageItem => itemOf(operation, response, kind, name);
  const mediaTypes = [...response.content.keys()];
  return [
    item('status'),
    ...(mediaTypes.length > 1 ? mediaTypes.map(name => item('media-type', name)) : []),
    ...exampleGroups(response).map(group => item('example', groupName(group))),
    ...placeItems(document, jsonPlace(response), '', new Set()).map(({ kind, name }) => item(kind, name)),
  ];
}

/** Groups examples that no client can distinguish. */
export function exampleGroups({ examples }: ResponseSpec): readonly (readonly NamedExample[])[] {
  const groups = new Map<string, NamedExample[]>();
  for (const example of examples.values()) {
    const signature = signatureOf(example);
    groups.set(signature, [...(groups.get(signature) ?? []), example]);
  }
  return [...groups.values()];
}

export function groupName(group: readonly NamedExample[]): string {
  return group.map(({ name }) => name).join(', ');
}

function signatureOf({ value, mediaType, headers }: NamedExample): string {
  const forms = Object.entries(headers).map(([name, header]) => [
    name.toLowerCase(),
    header === null ? null : headerForm(name, header),
  ]);
  return JSON.stringify([value, mediaType, forms]);
}

/** The distinguishing part of a header: the form of Retry-After, the presence of others. */
export function headerForm(name: string, value: string): string {
  return name.toLowerCase() === 'retry-after' ? retryAfterForm(value) : 'present';
}

type PlaceItem = Pick<CoverageItem, 'kind' | 'name'>;

/** Follows a recursive schema once. */
function placeItems(
  document: ApiDocument,
  place: Place,
  pointer: string,
  within: ReadonlySet<string>,
): readonly PlaceItem[] {
  const outline = outlineOf(document, place);
  if (within.has(outline.pointer)) return [];
  const inside = new Set(outline.pointer === '' ? within : [...within, outline.pointer]);
  const values = (outline.values ?? []).filter(value => value !== null);
  return [
    ...values.map((value): PlaceItem => ({ kind: 'value', name: valueName(pointer, value) })),
    ...[...outline.members].flatMap(([name, member]) => {
      const at = joinPointer(pointer, name);
      const variants = variantsOf(document, member, outline.required.has(name));
      const own = variants.map((variant): PlaceItem => ({ kind: 'claim', name: claimName(at, variant) }));
      return [...own, ...placeItems(document, member, at, inside)];
    }),
    ...(outline.items ? placeItems(document, outline.items, joinPointer(pointer, '*'), inside) : []),
  ];
}

function variantsOf(document: ApiDocument, place: Place, isRequired: boolean): readonly ClaimVariant[] {
  const { types } = outlineOf(document, place);
  const mayBeNull = types?.has('null') === true;
  const mayHaveValue = types === undefined || types.size > (mayBeNull ? 1 : 0);
  return [
    ...(mayHaveValue ? ['value' as const] : []),
    ...(mayBeNull ? ['null' as const] : []),
    ...(isRequired ? [] : ['absent' as const]),
  ];
}

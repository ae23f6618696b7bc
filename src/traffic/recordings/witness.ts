// Values generated from a shape: together they have every type, form and gap of the shape, and no observed value.

import { isObject } from '../../base/json.ts';
import type { ApiDocument, Json } from '../../contract/openapi/document.ts';
import { anything, outlineOf, type Place } from '../../contract/schema/outline.ts';
import { type CountClass, formOf, type StringForm } from './forms.ts';
import type { ArrayShape, ObjectShape, ValueShape } from './shape.ts';

/** Stands for an unrecorded name. */
export const unnamedMember = '(unnamed)';

/** Values that represent a shape at a place of the document; each differs from the first in one property. */
export function witnessesOf(shape: ValueShape, document: ApiDocument, place: Place): readonly Json[] {
  const listed: readonly Json[] = shape.values ?? [];
  return [
    ...listed,
    ...(shape.unlisted || listed.length === 0 ? stringWitnesses(shape, document, place) : []),
    ...(shape.integer && listed.length === 0 ? [1] : []),
    ...(shape.number && listed.length === 0 ? [1.5] : []),
    ...(shape.boolean && listed.length === 0 ? [true] : []),
    ...(shape.array ? arrayWitnesses(shape.array, document, place) : []),
    ...(shape.object ? objectWitnesses(shape.object, document, place) : []),
    ...(shape.null ? [null] : []),
  ];
}

const samples: Readonly<Record<StringForm, string>> = {
  empty: '',
  'date-time': '2020-01-01T00:00:00Z',
  date: '2020-01-01',
  email: 'a@example.com',
  uuid: '123e4567-e89b-12d3-a456-426614174000',
  uri: 'https://example.com/',
  digits: '1234567890',
  text: 'text',
};

/** Prefers an example of the document, which satisfies patterns and limits, too. */
function stringWitnesses({ string, unlisted }: ValueShape, document: ApiDocument, place: Place): readonly Json[] {
  const schema = document.at(outlineOf(document, place).pointer);
  const examples = isObject(schema) && Array.isArray(schema['examples']) ? schema['examples'] : [];
  const texts = unlisted ? [] : examples.filter(example => typeof example === 'string');
  return (string?.forms ?? []).map(form => texts.find(text => formOf(text) === form) ?? samples[form]);
}

function arrayWitnesses({ counts, items }: ArrayShape, document: ApiDocument, place: Place): readonly Json[] {
  const inside = outlineOf(document, place).items ?? anything;
  const filled = items ? witnessesOf(items, document, inside).map(item => [item]) : [];
  return [...filled, ...(counts.includes(none) ? [[]] : [])];
}

const none: CountClass = '0';

function objectWitnesses(
  { members, sometimes = [], unnamed }: ObjectShape,
  document: ApiDocument,
  place: Place,
): readonly Json[] {
  const outline = outlineOf(document, place);
  const choices = Object.entries(members).map(([name, shape]) => ({
    name,
    values: witnessesOf(shape, document, outline.members.get(name) ?? outline.others ?? anything),
  }));
  if (unnamed)
    choices.push({ name: unnamedMember, values: witnessesOf(unnamed, document, outline.others ?? anything) });
  const whole = Object.fromEntries(choices.map(({ name, values }) => [name, values[0] ?? null]));
  const changed = choices.flatMap(({ name, values }) => values.slice(1).map(value => ({ ...whole, [name]: value })));
  const lacking = sometimes.map(name => Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name)));
  return [whole, ...changed, ...lacking];
}

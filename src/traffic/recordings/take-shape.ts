// Takes the shape of an exchange; it contains no value. This is where recordings are redacted.

import { isDeepStrictEqual } from 'node:util';
import type { ApiDocument, Operation } from '../../contract/openapi/document.ts';
import { typeOf } from '../../contract/openapi/quick-checks.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { createNameKeeper, type NameKeeper } from '../../contract/responses/path-mask.ts';
import { seenBody } from '../../contract/responses/read-body.ts';
import { responseFor } from '../../contract/responses/response-context.ts';
import { anything, jsonPlace, outlineOf, type Place } from '../../contract/schema/outline.ts';
import { countClass, digitClass, formOf, headerForms, lengthClass } from './forms.ts';
import {
  type AnswerShape,
  type ArrayShape,
  mergeValues,
  type ObjectShape,
  type Shape,
  type ValueShape,
} from './shape.ts';

export interface ShapeRules {
  readonly document: ApiDocument;
  /** Undefined for an undocumented operation: then no name is documented. */
  readonly operation: Operation | undefined;
  /** Default: the `operationId`, else the method. */
  readonly kind?: string | undefined;
}

export function shapeOf(exchange: SeenExchange, { document, operation, kind }: ShapeRules): Shape {
  const { request, response } = exchange;
  const method = request.method.toUpperCase();
  return {
    kind: kind ?? operation?.operationId ?? method.toLowerCase(),
    ...(operation && { operationId: operation.operationId }),
    method,
    path: operation?.path ?? '',
    answers: { [response.status]: answerShape(exchange, document, operation) },
  };
}

function answerShape({ response }: SeenExchange, document: ApiDocument, operation: Operation | undefined): AnswerShape {
  const spec = operation && responseFor(operation, response.status);
  const forms = Object.entries(headerForms(response.headers, spec));
  const headers = Object.fromEntries(forms.map(([name, form]) => [name, [form]]));
  const body = seenBody(response);
  if (body.kind !== 'json') return { headers, bodies: [body.kind] };
  const value = valueShape(body.value, { document, names: createNameKeeper(body.value) }, jsonPlace(spec));
  return { headers, bodies: ['json'], value };
}

interface Context {
  readonly document: ApiDocument;
  readonly names: NameKeeper;
}

function valueShape(value: unknown, context: Context, place: Place): ValueShape {
  const type = typeOf(value);
  const listed = outlineOf(context.document, place).values;
  if (listed && type !== 'null') {
    const match = listed.find(candidate => isDeepStrictEqual(candidate, value));
    return {
      ...shapeByType(value, context, place),
      ...(match === undefined ? { unlisted: true } : { values: [match] }),
    };
  }
  return shapeByType(value, context, place);
}

function shapeByType(value: unknown, context: Context, place: Place): ValueShape {
  if (typeof value === 'string') return { string: { forms: [formOf(value)], lengths: [lengthClass(value)] } };
  if (Array.isArray(value)) return { array: arrayShape(value, context, place) };
  if (typeof value === 'number') return { [typeOf(value)]: { digits: [digitClass(value)] } };
  if (typeof value === 'boolean') return { boolean: true };
  return value === null ? { null: true } : { object: objectShape(value as object, context, place) };
}

function arrayShape(values: readonly unknown[], context: Context, place: Place): ArrayShape {
  const items = outlineOf(context.document, place).items ?? anything;
  const shapes = values.map(value => valueShape(value, context, items));
  return { counts: [countClass(values.length)], ...(shapes.length > 0 && { items: shapes.reduce(mergeValues) }) };
}

function objectShape(object: object, context: Context, place: Place): ObjectShape {
  const { members, others = anything } = outlineOf(context.document, place);
  const shapes = Object.entries(object).map(([name, value]) => ({
    name,
    shape: valueShape(value, context, members.get(name) ?? others),
  }));
  const undocumented = Object.keys(object).filter(name => !members.has(name));
  const isKept = (name: string): boolean => members.has(name) || context.names.keeps(name, undocumented);
  const named = shapes.filter(({ name }) => isKept(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const unnamed = shapes.filter(({ name }) => !isKept(name)).map(({ shape }) => shape);
  return {
    members: Object.fromEntries(named.map(({ name, shape }) => [name, shape])),
    ...(unnamed.length > 0 && { unnamed: unnamed.reduce(mergeValues) }),
  };
}

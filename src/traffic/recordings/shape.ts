// The shape of a response: its properties without any value. All recordings consist of shapes. Merging is commutative, so
// that a recording changes only for something new.

import type { ApiDocument, Json, Operation } from '../../contract/openapi/document.ts';
import type { BodyKind } from '../../contract/responses/read-body.ts';
import {
  type CountClass,
  countClasses,
  type DigitClass,
  digitClasses,
  type LengthClass,
  lengthClasses,
  type StringForm,
  stringForms,
} from './forms.ts';

/** Properties of the values at one place: one member for each JSON type. Lists are sorted. */
export interface ValueShape {
  readonly null?: true;
  readonly boolean?: true;
  readonly integer?: NumberShape;
  readonly number?: NumberShape;
  readonly string?: StringShape;
  readonly array?: ArrayShape;
  readonly object?: ObjectShape;
  /** Observed values that the document lists (`enum`, `const`); no other value is ever recorded. */
  readonly values?: readonly Json[];
  /** Whether a value was observed that the document does not list. */
  readonly unlisted?: true;
}

export interface NumberShape {
  readonly digits: readonly DigitClass[];
}

export interface StringShape {
  readonly forms: readonly StringForm[];
  /** In code points. */
  readonly lengths: readonly LengthClass[];
}

export interface ArrayShape {
  readonly counts: readonly CountClass[];
  /** All items merged; undefined if every array was empty. */
  readonly items?: ValueShape;
}

export interface ObjectShape {
  readonly members: Readonly<Record<string, ValueShape>>;
  /** Members that were missing in some of the objects. */
  readonly sometimes?: readonly string[];
  /** Members whose names may be data and are not recorded, merged. */
  readonly unnamed?: ValueShape;
}

export interface AnswerShape {
  /** Forms of each relevant header, by name in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Headers that some answers lacked. */
  readonly sometimes?: readonly string[];
  readonly bodies: readonly BodyKind[];
  readonly value?: ValueShape;
}

/** The shape of one or more exchanges of the same kind. */
export interface Shape {
  /** Id of a check, or the operation. Name of the recording's file. */
  readonly kind: string;
  /** Undefined for an undocumented operation. */
  readonly operationId?: string;
  readonly method: string;
  /** As the document writes it; '' for an undocumented path. */
  readonly path: string;
  readonly answers: Readonly<Record<string, AnswerShape>>;
}

/** The operation of a shape in a document: by id, or by method and path. */
export function operationOf({ operationId, method, path }: Shape, { operations }: ApiDocument): Operation | undefined {
  const byId = operations.find(operation => operation.operationId === operationId);
  return byId ?? operations.find(operation => operation.method === method && operation.path === path);
}

export function mergeShapes(a: Shape, b: Shape): Shape {
  return { ...b, ...a, answers: mergeRecords(a.answers, b.answers, mergeAnswers) };
}

/** Merges shapes of the same kind; sorted by kind. */
export function collectShapes(shapes: Iterable<Shape>): readonly Shape[] {
  const byKind = new Map<string, Shape>();
  for (const shape of shapes) {
    const known = byKind.get(shape.kind);
    byKind.set(shape.kind, known ? mergeShapes(known, shape) : shape);
  }
  return [...byKind.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

export function mergeValues(a: ValueShape, b: ValueShape): ValueShape {
  const values = a.values || b.values ? union(a.values ?? [], b.values ?? []) : undefined;
  return {
    ...a,
    ...b,
    ...both(a.integer, b.integer, (x, y) => ({ integer: { digits: words(digitClasses, x.digits, y.digits) } })),
    ...both(a.number, b.number, (x, y) => ({ number: { digits: words(digitClasses, x.digits, y.digits) } })),
    ...both(a.string, b.string, (x, y) => ({
      string: { forms: words(stringForms, x.forms, y.forms), lengths: words(lengthClasses, x.lengths, y.lengths) },
    })),
    ...both(a.array, b.array, (x, y) => ({ array: mergeArrays(x, y) })),
    ...both(a.object, b.object, (x, y) => ({ object: mergeObjects(x, y) })),
    ...(values && { values }),
  };
}

function mergeArrays(a: ArrayShape, b: ArrayShape): ArrayShape {
  const items = a.items && b.items ? mergeValues(a.items, b.items) : (a.items ?? b.items);
  return { counts: words(countClasses, a.counts, b.counts), ...(items && { items }) };
}

function mergeObjects(a: ObjectShape, b: ObjectShape): ObjectShape {
  const sometimes = missing(a, b, a.members, b.members);
  const unnamed = a.unnamed && b.unnamed ? mergeValues(a.unnamed, b.unnamed) : (a.unnamed ?? b.unnamed);
  return {
    members: mergeRecords(a.members, b.members, mergeValues),
    ...(sometimes.length > 0 && { sometimes }),
    ...(unnamed && { unnamed }),
  };
}

function mergeAnswers(a: AnswerShape, b: AnswerShape): AnswerShape {
  const sometimes = missing(a, b, a.headers, b.headers);
  const value = a.value && b.value ? mergeValues(a.value, b.value) : (a.value ?? b.value);
  return {
    headers: mergeRecords(a.headers, b.headers, (x, y) => union(x, y)),
    ...(sometimes.length > 0 && { sometimes }),
    bodies: union(a.bodies, b.bodies),
    ...(value && { value }),
  };
}

interface Sometimes {
  readonly sometimes?: readonly string[];
}

type Names = Readonly<Record<string, unknown>>;

const rare = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Whether a member or a header is missing now and then. */
export function isSometimesMissing({ sometimes = [] }: Sometimes, name: string): boolean {
  const names = rare.get(sometimes) ?? new Set(sometimes);
  rare.set(sometimes, names);
  return names.has(name);
}

/** Names that either lacks. */
function missing(a: Sometimes, b: Sometimes, ofA: Names, ofB: Names): readonly string[] {
  const lacking = [
    ...Object.keys(ofA).filter(name => !Object.hasOwn(ofB, name)),
    ...Object.keys(ofB).filter(name => !Object.hasOwn(ofA, name)),
  ];
  return [...new Set([...(a.sometimes ?? []), ...(b.sometimes ?? []), ...lacking])].sort();
}

function mergeRecords<Value>(
  a: Readonly<Record<string, Value>>,
  b: Readonly<Record<string, Value>>,
  merge: (a: Value, b: Value) => Value,
): Readonly<Record<string, Value>> {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return Object.fromEntries(
    names.map(name => {
      const [inA, inB] = [a, b].map(record => (Object.hasOwn(record, name) ? record[name] : undefined));
      return [name, inA !== undefined && inB !== undefined ? merge(inA, inB) : ((inA ?? inB) as Value)];
    }),
  );
}

function both<Part, Result extends object>(
  a: Part | undefined,
  b: Part | undefined,
  merge: (a: Part, b: Part) => Result,
): Result | undefined {
  return a !== undefined && b !== undefined ? merge(a, b) : undefined;
}

/** Union, in the order of `list`. */
function words<Word>(list: readonly Word[], a: readonly Word[], b: readonly Word[]): readonly Word[] {
  return list.filter(word => a.includes(word) || b.includes(word));
}

function union<Value>(a: readonly Value[], b: readonly Value[]): readonly Value[] {
  const byText = new Map([...a, ...b].map(value => [JSON.stringify(value), value]));
  return [...byText].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, value]) => value);
}

// Merges shapes: what several answers were like together. The order does not matter, and a shape merged with itself
// stays as it is, so that a recording changes only when something new was seen.

import { isDeepStrictEqual } from 'node:util';
import { countClasses, digitClasses, lengthClasses, stringForms } from './forms.ts';
import type { AnswerShape, ArrayShape, ObjectShape, Shape, ValueShape } from './shape.ts';

/** Two shapes of the same kind as one. */
export function mergeShapes(a: Shape, b: Shape): Shape {
  return { ...b, ...a, answers: mergeRecords(a.answers, b.answers, mergeAnswers) };
}

/** The shapes by their kind, in the order of the kinds, those of the same kind merged. */
export function collectShapes(shapes: Iterable<Shape>): readonly Shape[] {
  const byKind = new Map<string, Shape>();
  for (const shape of shapes) {
    const known = byKind.get(shape.kind);
    byKind.set(shape.kind, known ? mergeShapes(known, shape) : shape);
  }
  return [...byKind.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

/** What two values at the same place were like. */
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

/** What one of two lacks, or lacked before. */
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

/** Those of a list that either has, in its order. */
function words<Word>(list: readonly Word[], a: readonly Word[], b: readonly Word[]): readonly Word[] {
  return list.filter(word => a.includes(word) || b.includes(word));
}

function union<Value>(a: readonly Value[], b: readonly Value[]): readonly Value[] {
  const all = [...a, ...b];
  const distinct = all.filter((value, index) => all.findIndex(other => isDeepStrictEqual(other, value)) === index);
  return distinct.sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1));
}

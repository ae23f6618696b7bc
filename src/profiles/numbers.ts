// Numbers within their limits. @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2

import type { Facts } from './facts.ts';
import type { Generate, NodeSource } from './node.ts';
import type { Random } from './random.ts';
import { numbers, strings, Ungeneratable } from './subschema.ts';

/** @throws Ungeneratable for contradicting limits */
export function compileNumber(source: NodeSource, facts: Facts, wantsEmpty: boolean): Generate {
  const step = stepOf(facts);
  const range = rangeOf(facts);
  const lowest = ceilTo(range.min, step);
  const highest = floorTo(range.max, step);
  const check = source.predicates.ofAll(facts.parts, numberFormats);
  const near = closestToZero(lowest, highest);
  const settle = (candidates: readonly number[]): number => {
    const found = candidates.find(check) ?? candidatesOf(lowest, highest, step).find(check);
    if (found === undefined) throw new Ungeneratable(facts.pointer, `no number satisfies ${limitsOf(facts)}`);
    return found;
  };
  settle([near]);
  if (wantsEmpty || source.mode === 'minimal') return () => settle([near, lowest, highest]);
  if (source.mode === 'boundary')
    return ({ random }) => settle([random.pick(edges(facts, lowest, highest, near)), lowest, highest, near]);
  return ({ random }) => settle([draw(random, lowest, highest, step), near, lowest, highest]);
}

const numberFormats: ReadonlySet<string> = new Set(['int32', 'int64', 'float', 'double']);

interface Range {
  readonly min: number;
  readonly max: number;
}

/** The limits; without any, an ordinary range. */
function rangeOf(facts: Facts): Range {
  const { min, max } = limits(facts);
  const span = 1000 * Math.max(1, Math.abs(stepOf(facts) ?? 1));
  if (Number.isFinite(min) && Number.isFinite(max)) return { min, max };
  if (Number.isFinite(min)) return { min, max: min + span };
  if (Number.isFinite(max)) return { min: max > 0 ? Math.max(0, max - span) : max - span, max };
  return { min: 0, max: span };
}

function limits({ parts, integer, pointer }: Facts): Range {
  const isSmall = strings(parts, 'format').includes('int32');
  const below = Math.max(...numbers(parts, 'exclusiveMinimum'), Number.NEGATIVE_INFINITY);
  const above = Math.min(...numbers(parts, 'exclusiveMaximum'), Number.POSITIVE_INFINITY);
  const min = Math.max(
    ...numbers(parts, 'minimum'),
    after(below, integer),
    isSmall ? -2147483648 : Number.NEGATIVE_INFINITY,
  );
  const max = Math.min(
    ...numbers(parts, 'maximum'),
    before(above, integer),
    isSmall ? 2147483647 : Number.POSITIVE_INFINITY,
  );
  if (min > max) throw new Ungeneratable(pointer, `the lower limit ${min} is above the upper limit ${max}`);
  return { min, max };
}

function after(limit: number, integer: boolean): number {
  if (!Number.isFinite(limit)) return limit;
  return integer ? Math.floor(limit) + 1 : limit + distance(limit);
}

function before(limit: number, integer: boolean): number {
  if (!Number.isFinite(limit)) return limit;
  return integer ? Math.ceil(limit) - 1 : limit - distance(limit);
}

function distance(value: number): number {
  return Math.max(Math.abs(value) * Number.EPSILON * 4, Number.MIN_VALUE);
}

/** The divisor of the number; undefined without one. */
function stepOf({ parts, integer }: Facts): number | undefined {
  const steps = numbers(parts, 'multipleOf');
  if (steps.length === 0) return integer ? 1 : undefined;
  return [...steps, ...(integer ? [1] : [])].reduce(commonMultiple);
}

function commonMultiple(a: number, b: number): number {
  for (let factor = 1; factor <= 10_000; factor++) if (Number.isInteger((a * factor) / b)) return a * factor;
  return a * b;
}

function ceilTo(value: number, step: number | undefined): number {
  return step === undefined ? value : Math.ceil(value / step) * step;
}

function floorTo(value: number, step: number | undefined): number {
  return step === undefined ? value : Math.floor(value / step) * step;
}

function closestToZero(lowest: number, highest: number): number {
  return lowest <= 0 && highest >= 0 ? 0 : lowest > 0 ? lowest : highest;
}

function draw(random: Random, lowest: number, highest: number, step: number | undefined): number {
  if (step === undefined) {
    const rounded = Math.round((lowest + random.next() * (highest - lowest)) * 100) / 100;
    return Math.min(highest, Math.max(lowest, rounded));
  }
  return lowest + random.below(Math.floor((highest - lowest) / step) + 1) * step;
}

/** Multiples across the range: for steps such as 0.01, rounding makes some of them invalid. */
function candidatesOf(lowest: number, highest: number, step: number | undefined): readonly number[] {
  if (step === undefined) return [(lowest + highest) / 2, lowest, highest];
  const first = Math.round(lowest / step);
  const count = Math.min(200, Math.floor((highest - lowest) / step) + 1);
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}

function edges(facts: Facts, lowest: number, highest: number, near: number): readonly number[] {
  const { min, max } = limits(facts);
  const big = facts.integer ? Number.MAX_SAFE_INTEGER : 1e15;
  return [Number.isFinite(min) ? lowest : near, Number.isFinite(max) ? highest : ceilTo(big, stepOf(facts)), near];
}

function limitsOf({ parts, integer }: Facts): string {
  const names = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'];
  const said = names.flatMap(name => numbers(parts, name).map(value => `${name} ${value}`));
  return [...(integer ? ['type integer'] : []), ...said].join(', ') || 'all schemas at this place';
}

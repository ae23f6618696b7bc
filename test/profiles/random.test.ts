import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/contract/openapi/document.ts';
import { documentWith, subjectOf } from './documents.ts';

// Names of one length and of others, with one letter in common or in another place.
const names = ['login', 'email', 'plaza', 'nigol', 'logia', 'ab', 'ba', 'abc', 'identifier', 'reidentify'];
const seeds = 400;

/** Values of each name, of a document whose claims all have this schema. */
function drawn(schema: JsonObject): ReadonlyMap<string, readonly Json[]> {
  const properties = Object.fromEntries(names.map(name => [name, schema]));
  const { tell } = subjectOf(documentWith({ type: 'object', required: names, properties }));
  const profiles = tell('documented', seeds);
  return new Map(names.map(name => [name, profiles.map(profile => profile[name] as Json)]));
}

/** In how many profiles each two of the claims have equal values; claims that never have are left out. */
function coincidences(values: ReadonlyMap<string, readonly Json[]>, isCounted = (_: Json) => true): number[] {
  const pairs = names.flatMap((first, index) => names.slice(index + 1).map(second => [first, second] as const));
  return pairs.map(([first, second]) => {
    const [a, b] = [values.get(first) ?? [], values.get(second) ?? []];
    return a.filter((value, index) => isCounted(value) && value === b[index]).length;
  });
}

/** Four standard deviations about what chance gives: the seeds are fixed, and so is the outcome. */
function expectChance(counts: readonly number[], probability: number): void {
  const expected = seeds * probability;
  const margin = 4 * Math.sqrt(expected * (1 - probability));
  for (const count of counts) {
    expect(count).toBeLessThanOrEqual(expected + margin);
    expect(count).toBeGreaterThanOrEqual(expected - margin);
  }
}

describe('two claims with the same schema', () => {
  it.each<[string, JsonObject]>([
    ['strings', { type: 'string', pattern: '^[a-z0-9]{12}$' }],
    ['numbers', { type: 'integer', minimum: 0, maximum: 2 ** 40 }],
    ['moments', { type: 'string', format: 'date-time' }],
    ['ids', { type: 'string', format: 'uuid' }],
    ['x-faker', { type: 'string', 'x-faker': 'string.uuid' }],
  ])('never have the same value: %s', (_, schema) => {
    expect(Math.max(...coincidences(drawn(schema)))).toBe(0);
  });

  it('have the same small number as often as chance has it', () => {
    expectChance(coincidences(drawn({ type: 'integer', minimum: 0, maximum: 9 })), 0.1);
  });

  it('are true or false independently', () => {
    expectChance(coincidences(drawn({ type: 'boolean' })), 0.5);
  });

  it('are null independently', () => {
    const nulls = coincidences(drawn({ type: ['string', 'null'], minLength: 8 }), value => value === null);
    expectChance(nulls, 0.15 ** 2);
  });

  it('choose a branch independently', () => {
    const branches = drawn({ oneOf: [{ const: 'a' }, { const: 'b' }, { const: 'c' }, { const: 'd' }] });
    expectChance(coincidences(branches), 0.25);
  });
});

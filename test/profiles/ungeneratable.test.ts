import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/contract/openapi/document.ts';
import { changed, documentWith, subjectOf } from './documents.ts';

const at = '/components/schemas/UserInfo';

function refusal(run: () => unknown): { code: string; pointer: string; message: string } {
  try {
    run();
  } catch (error) {
    const { code, message, data } = error as { code: string; message: string; data: { pointer: string } };
    return { code, message, pointer: data?.pointer };
  }
  return { code: 'none', message: 'nothing was refused', pointer: '' };
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `k${index}`);

describe('a schema that has no value is refused when the builder is made, by pointer and reason', () => {
  it.each<[string, Json, string, RegExp]>([
    [
      'limits that contradict',
      { type: 'integer', minimum: 5, maximum: 3 },
      '',
      /lower limit 5 is above the upper limit 3/,
    ],
    [
      'exclusive limits around nothing',
      { type: 'integer', exclusiveMinimum: 3, exclusiveMaximum: 4 },
      '',
      /above the upper limit/,
    ],
    [
      'no multiple in between',
      { type: 'integer', minimum: 8, maximum: 9, multipleOf: 7 },
      '',
      /no number .*multipleOf 7/,
    ],
    ['lengths that contradict', { type: 'string', minLength: 5, maxLength: 3 }, '', /minLength 5 is above maxLength 3/],
    ['a pattern that matches nothing', { type: 'string', pattern: '^[^\\s\\S]$' }, '', /no character matches/],
    [
      'a pattern and a length',
      { type: 'string', pattern: '^ab?$', minLength: 9 },
      '',
      /no string .*pattern \^ab\?\$, minLength 9/,
    ],
    ['two patterns', { type: 'string', pattern: '^a+$', allOf: [{ pattern: '^b+$' }] }, '', /no string was found/],
    [
      'a format and a length',
      { type: 'string', format: 'uuid', maxLength: 8 },
      '',
      /no string .*format uuid, maxLength 8/,
    ],
    ['an enum of another type', { type: 'integer', enum: ['a', 'b'] }, '', /no value of the enum/],
    ['a const outside of the enum', { const: 'c', enum: ['a', 'b'] }, '', /no value is in every enum and const/],
    ['types that exclude each other', { type: 'string', allOf: [{ type: 'integer' }] }, '', /no type satisfies/],
    ['a list shorter than itself', { type: 'array', minItems: 3, maxItems: 2 }, '', /minItems 3 is above maxItems 2/],
    [
      'too few different items',
      { type: 'array', items: { enum: [1, 2] }, uniqueItems: true, minItems: 3 },
      '',
      /no value was found|different items exist/,
    ],
    [
      'more members than allowed',
      { type: 'object', required: ['a', 'b'], maxProperties: 1 },
      '',
      /minimum of 2 members .* maximum of 1/,
    ],
    ['a false that is needed', { type: 'array', items: false, minItems: 1 }, '', /minItems 1 is above maxItems 0/],
    ['not anything', { not: {} }, '', /no value was found that satisfies not/],
    [
      'a oneOf of the same',
      { oneOf: [{ type: 'string' }, { type: 'string' }] },
      '',
      /no value was found that satisfies oneOf|no branch/,
    ],
    [
      'an endless object',
      { type: 'object', required: ['self'], properties: { self: { $ref: `#${at}/properties/claim` } } },
      '',
      /requires itself without end/,
    ],
    [
      'a misspelt attribute',
      { type: 'string', 'x-person': 'gívenname' },
      '/x-person',
      /no attribute "gívenname". Did you mean "givenName"/,
    ],
    [
      'a misspelt method',
      { type: 'string', 'x-faker': 'internet.emial' },
      '/x-faker',
      /no method "internet.emial". Did you mean "internet.email"/,
    ],
    [
      'a method that does not fit',
      { type: 'integer', 'x-faker': 'internet.email' },
      '/x-faker',
      /returns no value that satisfies the schema/,
    ],
    [
      'arguments that are no list',
      { type: 'string', 'x-faker': { 'internet.email': 3 } },
      '/x-faker',
      /must be a method such as/,
    ],
    ['too long a list', { type: 'array', minItems: 300_000, items: { const: 'four' } }, '', /longer than one megabyte/],
    ['a list of too many', { contains: { const: 1 }, minContains: 2e6 }, '', /longer than one megabyte/],
    ['too many members', { type: 'object', minProperties: 2e6 }, '', /longer than one megabyte/],
    ['too many names', { type: 'object', required: names(150_000) }, '', /longer than one megabyte/],
    ['too long a text', { type: 'string', minLength: 2e6 }, '', /longer than one megabyte/],
    [
      'repetitions of repetitions',
      { type: 'string', pattern: '^(((a{99}){99}){99}){99}$' },
      '',
      /longer than one megabyte/,
    ],
    [
      'groups nested without end',
      { type: 'string', pattern: `${'('.repeat(5000)}a${')'.repeat(5000)}` },
      '',
      /nested too deeply/,
    ],
    ['an unknown variant', { type: 'string', 'x-variants': { sdkk: 'absent' } }, '/x-variants', /x-variants must be/],
  ])('%s', (_, claim, below, reason) => {
    const { code, pointer, message } = refusal(() =>
      changed(({ properties, required }) => {
        required.push('claim');
        properties['claim'] = claim;
      }),
    );
    expect(message).toMatch(reason);
    expect({ code, pointer }).toEqual({
      code: 'ERR_PROFILE_UNGENERATABLE',
      pointer: expect.stringMatching(`^${at}/properties/claim${below}`),
    });
  });

  /** Each schema has two members or items of the next one. */
  const doubled = (link: (next: Json) => Json): JsonObject =>
    Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `S${index}`,
        index < 59 ? link({ $ref: `#/components/schemas/S${index + 1}` }) : { type: 'string', minLength: 1 },
      ]),
    );

  it.each<[string, (next: Json) => Json]>([
    ['members', next => ({ type: 'object', required: ['a', 'b'], properties: { a: next, b: next } })],
    ['items', next => ({ type: 'array', minItems: 2, items: next })],
    ['contained items', next => ({ type: 'array', contains: next, minContains: 2 })],
    ['members of any name', next => ({ type: 'object', minProperties: 2, additionalProperties: next })],
    [
      'members by pattern',
      next => ({
        type: 'object',
        minProperties: 2,
        patternProperties: { '^[a-z]+$': next },
        additionalProperties: false,
      }),
    ],
    [
      'members of parts',
      next => ({
        allOf: ['a', 'b'].map(name => ({ type: 'object', required: [name], properties: { [name]: next } })),
      }),
    ],
  ])('%s that double with each level, required and left out where optional', (_, link) => {
    const definitions = doubled(link);
    const first = { $ref: '#/components/schemas/S0' };
    const { code, message } = refusal(() => subjectOf(documentWith(first, definitions)));
    expect(code).toBe('ERR_PROFILE_UNGENERATABLE');
    expect(message).toMatch(/its smallest value is longer than one megabyte/);
    const optional = { type: 'object', required: ['b'], properties: { a: first, b: { const: 1 } } };
    expect(subjectOf(documentWith(optional, definitions)).tell('documented', 1)).toEqual([{ b: 1 }]);
  });

  it('a chain of required members of hundreds of levels', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 3000 }, (_, index) => [
        `S${index}`,
        { type: 'object', required: ['a'], properties: { a: { $ref: `#/components/schemas/S${(index + 1) % 3000}` } } },
      ]),
    );
    const { message } = refusal(() => subjectOf(documentWith({ $ref: '#/components/schemas/S0' }, chain)));
    expect(message).toMatch(/more than 200 levels/);
  });

  it('a required claim that x-variants omits', () => {
    const { code, pointer } = refusal(() =>
      changed(({ properties, required }) => {
        required.push('note');
        properties['note'] = { type: 'string', 'x-variants': { sdk: 'absent' } };
      }),
    );
    expect({ code, pointer }).toEqual({
      code: 'ERR_PROFILE_UNGENERATABLE',
      pointer: `${at}/properties/note/x-variants`,
    });
  });

  it('a required claim whose schema is false, and the whole schema being false', () => {
    const claim = refusal(() =>
      changed(({ properties, required }) => {
        required.push('never');
        properties['never'] = false;
      }),
    );
    expect(claim).toMatchObject({ code: 'ERR_PROFILE_UNGENERATABLE', pointer: `${at}/properties/never` });
    expect(refusal(() => subjectOf(documentWith(false)))).toMatchObject({
      code: 'ERR_PROFILE_UNGENERATABLE',
      pointer: at,
    });
  });

  it('but not an optional claim whose schema is false: it is omitted', () => {
    const subject = changed(({ properties }) => {
      properties['never'] = false;
    });
    expect(subject.tell('maximal')[0]).not.toHaveProperty('never');
  });

  it('but not where the document offers a valid example of what is not supported', () => {
    const subject = changed(({ properties }) => {
      properties['code'] = {
        type: 'string',
        pattern: '^(?=.*\\d{3})(?=.*[a-f]{3})[\\da-f]{24}q$',
        examples: ['123abc123abc123abc123abcq'],
      };
    });
    expect(subject.tell('documented')[0]).toMatchObject({ code: expect.stringMatching(/q$/) });
  });

  it('and drifted is rejected only on request, if every value is valid', () => {
    const subject = subjectOf(documentWith(true));
    expect(refusal(() => subject.profiles.build({ seed: 'x', variant: 'drifted' }))).toMatchObject({
      code: 'ERR_PROFILE_UNGENERATABLE',
      pointer: at,
    });
  });
});

describe('an optional claim that nothing satisfies', () => {
  it.each<[string, Json]>([
    ['two types', { type: 'object', anyOf: [{ type: 'string' }] }],
    ['limits that contradict', { type: 'integer', minimum: 5, maximum: 3 }],
    ['an enum of another type', { type: 'integer', enum: ['a'] }],
    [
      'an object that needs itself',
      { type: 'object', required: ['a'], properties: { a: { type: 'string', enum: [1] } } },
    ],
  ])('is omitted from every variant: %s', (_, claim) => {
    const subject = changed(({ properties }) => {
      properties['claim'] = claim;
    });
    for (const variant of ['documented', 'minimal', 'maximal', 'boundary'] as const)
      for (const profile of subject.tell(variant, 5)) expect(profile).not.toHaveProperty('claim');
  });
});

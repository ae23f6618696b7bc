// The quick ways come to the verdicts of ajv and ajv-formats, for every text.

import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAjv } from '../../../src/contract/openapi/ajv.ts';
import { formatsCode, plainDateTime, plainUri, strictDateTime } from '../../../src/contract/openapi/quick-checks.ts';

const require = createRequire(import.meta.url);
const { fullFormats } = require('ajv-formats/dist/formats') as {
  readonly fullFormats: {
    readonly uri: (text: string) => boolean;
    readonly 'date-time': { readonly validate: (text: string) => boolean };
  };
};
const isDateTime = (text: string): boolean => strictDateTime.test(text) && fullFormats['date-time'].validate(text);
const quick = createAjv('report');
const usual = new Ajv2020({ allErrors: true, verbose: true, strictTypes: false });
addFormats.default(usual);

const uris: readonly (readonly [text: string, isUri: boolean, isPlain: boolean])[] = [
  ['https://images.profile.autodesk.com/ABCDEFGH1234/profilepictures/x120.jpg?r=638000000001234567', true, true],
  ['http://127.0.0.1:8080', true, true],
  ['http://localhost:/?', true, true],
  ['https://example.com?a=/?b', true, true],
  ["https://a_b.example/~x/!$&'()*+,;=:@-.", true, true],
  ['HTTPS://EXAMPLE.COM/', true, false],
  ['https://example.com/a%20b', true, false],
  ['https://example.com/#part', true, false],
  ['https://user:word@example.com/', true, false],
  ['https://[::1]:443/', true, false],
  ['https:///', true, false],
  // ajv-formats takes the second of two slashes for the start of a path.
  ['https://example.com:80a/', true, false],
  ['https:', false, false],
  ['urn:isbn:0451450523', true, false],
  ['mailto:a@example.com', true, false],
  ['https://example.com/a%2', false, false],
  ['https://example.com/a b', false, false],
  ['https://example.com/"', false, false],
  ['https://example.com/a\n', false, false],
  ['https://exämple.com/', false, false],
  ['https://example.com/\u017f\u212a', false, false],
  ['https://example.com/a[0]', false, false],
  ['https://example.com/?a#b#c', false, false],
  ['//example.com/', false, false],
  ['', false, false],
];

/** Texts near the border between URIs and others. */
const nearUris = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.stringMatching(/^https?:\/\/[a-z.]*(:[0-9a]*)?[/?#@%[\]:a-f0-9 "<\\^é_~-]*$/),
  fc.tuple(fc.stringMatching(plainUri), fc.string({ unit: 'binary' })).map(([head, tail]) => head + tail),
  fc.string({ unit: 'binary' }),
);

describe('the format uri', () => {
  it.each(uris)('of %j is %s, and %s at first sight', (text, isUri, isPlain) => {
    expect([fullFormats.uri(text), plainUri.test(text)]).toEqual([isUri, isPlain]);
  });

  it('has no plain address that is not a URI', () => {
    fc.assert(
      fc.property(fc.stringMatching(plainUri), text => fullFormats.uri(text)),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['compiled', quick.compile({ format: 'uri' }) as (text: string) => boolean],
    ['for compiled code that stands alone', standalone('.uri')],
  ])('accepts what the whole grammar accepts, %s', (_, accepts) => {
    for (const [text, isUri] of uris) expect(accepts(text), text).toBe(isUri);
    fc.assert(
      fc.property(nearUris, text => accepts(text) === fullFormats.uri(text)),
      { numRuns: 1000 },
    );
  });
});

/** Texts near the border between moments and others. */
const nearMoments = fc.oneof(
  fc.stringMatching(/^\d{4}-[01]\d-[0-3]\d[Tt ][0-2]\d:[0-6]\d:[0-6]\d(\.\d+)?([Zz]|[+-]\d{2}:\d{2})?$/),
  fc.tuple(fc.stringMatching(plainDateTime), fc.string({ unit: 'binary' })).map(([head, tail]) => head + tail),
  fc.string({ unit: 'binary' }),
);

describe('the format date-time', () => {
  it('has no plain moment that is not a date-time', () => {
    fc.assert(
      fc.property(fc.stringMatching(plainDateTime), text => fullFormats['date-time'].validate(text)),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['compiled', quick.compile({ format: 'date-time' }) as (text: string) => boolean],
    ['for compiled code that stands alone', standalone('["date-time"].validate')],
  ])('accepts what the full check accepts, %s', (_, accepts) => {
    for (const text of [
      '2024-02-29T00:00:00Z',
      '2023-02-29T00:00:00Z',
      '2024-02-30T00:00:00Z',
      '2016-12-31T23:59:60Z',
    ]) {
      expect(accepts(text), text).toBe(isDateTime(text));
    }
    fc.assert(
      fc.property(nearMoments, text => accepts(text) === isDateTime(text)),
      { numRuns: 1000 },
    );
  });
});

/** One format of the expression that compiled code is given. */
function standalone(member: string): (text: string) => boolean {
  return new Function('require', `return ${formatsCode()}${member}`)(require) as (text: string) => boolean;
}

describe('minLength and maxLength', () => {
  it('count code points and report as ajv does, in the same order', () => {
    const schema = fc.record(
      {
        minLength: fc.nat(12),
        maxLength: fc.nat(12),
        pattern: fc.constantFrom('^a', '.'),
        format: fc.constantFrom('uri', 'email'),
      },
      { requiredKeys: [] },
    );
    // Halves of pairs count as one each.
    const unit = fc.constantFrom('a', 'é', '🦊', '\ud83e', '\udd8a');
    fc.assert(
      fc.property(
        schema,
        fc.array(fc.string({ unit, maxLength: 14 }), { minLength: 1, maxLength: 20 }),
        (one, texts) => {
          const [ours, theirs] = [quick.compile(one), usual.compile(one)];
          for (const text of texts) {
            expect(ours(text)).toBe(theirs(text));
            expect(ours.errors).toEqual(theirs.errors);
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('let everything pass that is not a string', () => {
    const validate = quick.compile({ minLength: 3, maxLength: 5 });
    for (const value of [null, 1, true, [], {}]) expect(validate(value)).toBe(true);
  });
});

describe('compiling', () => {
  it('looks at a schema below many lists no more often than at others', () => {
    const levels = 12;
    let looks = 0;
    let schema: object = {
      get type() {
        looks++;
        return 'string';
      },
    };
    for (let level = 0; level < levels; level++) schema = { allOf: [schema] };
    createAjv('report').compile({ $ref: '#/$defs/deep', $defs: { deep: schema } });
    expect(looks).toBeLessThan(10 * levels);
  });
});

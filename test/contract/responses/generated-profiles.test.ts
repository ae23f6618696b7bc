// Whatever the mock makes up, in every variant, against the checks of responses.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileVariants } from '../../../src/contract/responses/variant-rules.ts';
import { variants } from '../../../src/profiles/variants.ts';
import { verifyUserInfo } from '../../../src/verify/verify-response.ts';
import { builtin, subjectOf } from '../../profiles/documents.ts';
import { check } from './seen.ts';

const { profiles } = subjectOf(builtin);
const seed = fc.string();
const faithful = variants.filter(variant => variant !== 'drifted' && variant !== 'additive');

describe('a generated profile', () => {
  it.each(faithful)('of the variant %s has no finding', variant => {
    fc.assert(
      fc.property(seed, text => {
        expect(check({ body: profiles.build({ seed: text, variant }).body })).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('of the variant additive has undocumented claims, and no other finding', () => {
    fc.assert(
      fc.property(seed, text => {
        const found = check({ body: profiles.build({ seed: text, variant: 'additive' }).body });
        expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['response/undocumented-claim']));
      }),
      { numRuns: 200 },
    );
  });

  it('of the variant drifted has an error where it drifted', () => {
    fc.assert(
      fc.property(seed, text => {
        const { body, driftedAt } = profiles.build({ seed: text, variant: 'drifted' });
        const errors = check({ body }).filter(({ severity }) => severity === 'error');
        expect(errors.map(({ instancePath }) => instancePath)).toContain(driftedAt);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a finding', () => {
  it('shows no value of a profile that drifted', () => {
    fc.assert(
      fc.property(seed, text => {
        const { body, claims } = profiles.build({ seed: text, variant: 'drifted' });
        const said = JSON.stringify(check({ body }));
        expect(textsOf(claims).filter(value => said.includes(value))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

/** Every text in a value that is long enough to be somebody's. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.length > 5 ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

describe('a variant', () => {
  it('is known by the same names to the mock and to the checks', () => {
    expect([...profileVariants].sort()).toEqual([...variants].sort());
  });

  it.each(variants)('%s is recognised', async variant => {
    for (let number = 0; number < 20; number++) {
      const { claims } = profiles.build({ seed: `seed ${number}`, variant });
      expect(await verifyUserInfo(claims, { variant })).toMatchObject({ ok: true });
    }
  });

  // What has the same claims cannot be told apart by them.
  const alike: readonly string[] = ['documented', 'maximal', 'boundary', 'respelled'];
  const pairs = variants.flatMap(made => variants.filter(asked => asked !== made).map(asked => [made, asked] as const));

  it.each(pairs.filter(pair => !pair.every(name => alike.includes(name))))(
    '%s is not taken for %s',
    async (made, asked) => {
      const { claims } = profiles.build({ seed: 'seed', variant: made });
      const { ok, findings } = await verifyUserInfo(claims, { variant: asked });
      expect(ok).toBe(false);
      expect(findings.length).toBeGreaterThan(0);
    },
  );
});

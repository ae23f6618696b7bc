import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contract/openapi/document.ts';
import { localeNames } from '../../src/profiles/locale-names.ts';
import { createProfileBuilder } from '../../src/profiles/profile-builder.ts';
import { variants } from '../../src/profiles/variants.ts';
import { builtin, profileSchema, subjectOf } from './documents.ts';

const { profiles, validators, tell } = subjectOf(builtin);
const validator = validators.get(profileSchema);
const declared = Object.keys(builtin.at(`${profileSchema}/properties`) as JsonObject);

describe('every variant of 10,000 seeds', () => {
  it.each(variants.filter(variant => variant !== 'drifted'))('is valid: %s', variant => {
    for (let seed = 0; seed < 10_000; seed++) {
      const { claims } = profiles.build({ seed: `seed ${seed}`, variant });
      if (!validator.isValid(claims))
        expect({ seed, findings: validator.check(claims, variant) }).toEqual({ seed, findings: [] });
    }
  });

  it('is invalid, at the place it says, when drifted', () => {
    const places = new Set<string>();
    for (let seed = 0; seed < 10_000; seed++) {
      const { claims, body, driftedAt } = profiles.build({ seed: `seed ${seed}`, variant: 'drifted' });
      if (validator.isValid(claims)) expect.fail(`seed ${seed} is valid: ${body}`);
      places.add(String(driftedAt));
    }
    expect([...places].filter(place => !declared.includes(place.split('/')[1] ?? ''))).toEqual([]);
    expect(places.size).toBeGreaterThan(40);
  });
});

describe('every locale', () => {
  it.each(localeNames())('has valid people: %s', locale => {
    const people = createProfileBuilder({
      document: builtin,
      validators,
      schemaPointer: profileSchema,
      seed: '',
      locale,
    });
    for (const variant of variants) {
      for (let seed = 0; seed < 40; seed++) {
        const { claims } = people.build({ seed: `seed ${seed}`, variant });
        expect(validator.isValid(claims)).toBe(variant !== 'drifted');
      }
    }
  });
});

describe('a profile', () => {
  it.each(variants)('is the same bytes for the same seed, and text of its claims: %s', variant => {
    const first = profiles.build({ seed: 'twice', variant });
    const other = subjectOf(builtin).profiles.build({ seed: 'twice', variant });
    expect(other).toEqual(first);
    expect(JSON.parse(first.body)).toEqual(first.claims);
  });

  it('differs from seed to seed, and with the seed of the builder', () => {
    const subs = new Set(
      Array.from(
        { length: 2000 },
        (_, seed) => (profiles.build({ seed: `${seed}`, variant: 'documented' }).claims as JsonObject)['sub'],
      ),
    );
    expect(subs.size).toBe(2000);
  });

  it('keeps the id that is known from elsewhere', () => {
    const { claims } = profiles.build({ seed: 'x', variant: 'documented', subject: 'ABCDEFGH1234' });
    expect(claims).toMatchObject({ sub: 'ABCDEFGH1234' });
  });

  it('has every declared claim when documented, in the order of the document', () => {
    for (const claims of tell('documented')) expect(Object.keys(claims)).toEqual(declared);
  });

  it('lacks what the SDKs do not know in the variant sdk', () => {
    for (const claims of tell('sdk')) {
      expect(claims).not.toHaveProperty('user_thumbnails');
      expect(claims).not.toHaveProperty('is_backup_code_present');
      expect(claims).toHaveProperty('thumbnails');
    }
  });

  it('is small and empty, yet of the same person, when minimal', () => {
    for (const [index, claims] of tell('minimal').entries()) {
      expect(claims).not.toHaveProperty('picture');
      expect(claims).toMatchObject({
        ldap_enabled: false,
        ldap_domain: null,
        social_userinfo_list: [],
        address: { locality: '' },
      });
      expect(claims['sub']).toBe(tell('documented')[index]?.['sub']);
    }
  });

  it('has lists with several entries, flags set and nothing null when maximal', () => {
    for (const claims of tell('maximal')) {
      expect(Object.keys(claims)).toEqual(declared);
      expect(Object.values(claims).filter(value => value === null || value === false || value === '')).toEqual([]);
      expect((claims['social_userinfo_list'] as unknown[]).length).toBeGreaterThan(1);
      expect(String(claims['about_me']).length).toBeGreaterThan(300);
    }
  });

  it('shows every kind of limit among a few hundred seeds of boundary', () => {
    const text = tell('boundary', 400).map(claims => JSON.stringify(claims));
    for (const limit of [
      /[\u0590-\u05ff]/,
      /[\u0600-\u06ff]/,
      /[\u3040-\u30ff]/,
      /😀|👨|🦊/,
      /O'Connor/,
      /\+/,
      /"about_me":""/,
      /9999-12-31T23:59:59Z/,
    ]) {
      expect(
        text.some(body => limit.test(body)),
        String(limit),
      ).toBe(true);
    }
    const longest = Math.max(...tell('boundary', 400).map(claims => Array.from(String(claims['about_me'])).length));
    expect(longest).toBe(2000);
  });

  it('has undocumented claims at the top and inside objects, and is otherwise the documented one, when additive', () => {
    const documented = tell('documented');
    for (const [index, claims] of tell('additive').entries()) {
      expect(Object.keys(claims).filter(name => !declared.includes(name)).length).toBeGreaterThan(0);
      expect(Object.keys(claims['address'] as JsonObject).length).toBeGreaterThan(5);
      expect(Object.keys(claims['user_thumbnails'] as JsonObject).length).toBeGreaterThan(10);
      expect(claims).toMatchObject(documented[index] ?? {});
    }
  });
});

import { describe, expect, it } from 'vitest';
import { createPerson } from '../../src/profiles/create-person.ts';
import { countryOf, localeOf } from '../../src/profiles/locale.ts';
import { localeNames } from '../../src/profiles/locale-names.ts';
import { asciiLetters } from '../../src/profiles/names.ts';
import type { KnownOfPerson, Person, PersonStyle } from '../../src/profiles/person.ts';
import { randomOf } from '../../src/profiles/random.ts';

function person(seed: string, known: KnownOfPerson = {}, locale = 'en', style: PersonStyle = 'ordinary'): Person {
  return createPerson({ random: randomOf(seed), locale: localeOf(locale), known, style });
}

const people = Array.from({ length: 3000 }, (_, seed) => person(`person ${seed}`));

describe('a person', () => {
  it('has an e-mail address and a user name made of the name, at a reserved domain', () => {
    for (const { email, username, givenName, familyName } of people) {
      const [local = '', domain] = email.split('@');
      expect(['example.com', 'example.net', 'example.org']).toContain(domain);
      expect([asciiLetters(familyName), asciiLetters(givenName)].some(name => local.includes(name))).toBe(true);
      expect([asciiLetters(familyName), asciiLetters(givenName)].some(name => username.includes(name))).toBe(true);
    }
  });

  it('has dates in order, all of them fixed', () => {
    for (const { createdAt, updatedAt, lastLoginAt } of people) {
      expect(createdAt).toBeLessThanOrEqual(Math.min(updatedAt, lastLoginAt));
      expect(createdAt).toBeGreaterThan(Date.UTC(2009, 11, 31) / 1000);
      expect(Math.max(updatedAt, lastLoginAt)).toBeLessThanOrEqual(Date.UTC(2026, 0, 1) / 1000);
    }
  });

  it('has ids of twelve or sixteen capital letters and digits, and an older one only for a few', () => {
    const others = people.filter(({ subject, legacyId }) => {
      expect(subject).toMatch(/^(?:[A-Z0-9]{12}|[A-Z0-9]{16})$/);
      return legacyId !== subject;
    });
    expect(others.length / people.length).toBeGreaterThan(0.01);
    expect(others.length / people.length).toBeLessThan(0.1);
  });

  it('has a directory domain exactly where the directory is on, and a backup code only with a second factor', () => {
    for (const { ldapEnabled, ldapDomain, twoFactor, backupCode } of people) {
      expect(ldapDomain !== null).toBe(ldapEnabled);
      if (backupCode) expect(twoFactor).toBe(true);
    }
    expect(people.filter(({ ldapEnabled }) => ldapEnabled).length).toBeGreaterThan(100);
  });

  it('mostly has no social accounts, and some', () => {
    const social = people.filter(({ socialAccounts }) => socialAccounts.length > 0).length / people.length;
    expect(social).toBeGreaterThan(0.05);
    expect(social).toBeLessThan(0.3);
  });

  it('has a street that ends with a line feed, and in the United States a phone number from the range for films', () => {
    for (const { street, phone, country } of people) {
      expect(street).toMatch(/\n$/);
      expect(country).toBe('US');
      expect(phone).toMatch(/^\+1 [2-9]\d{2}55501\d\d(?: #\d{3,4})?$/);
    }
  });

  it('has pictures at the addresses that Autodesk uses, of the same kind everywhere', () => {
    for (const { pictureUrl, pictures, subject } of people) {
      const isDefault = pictureUrl === 'https://images.profile.autodesk.com/default/user_X120.png';
      const own = new RegExp(
        `^https://images\\.profile\\.autodesk\\.com/${subject}/profilepictures/x120\\.jpg\\?r=\\d{18}$`,
      );
      if (!isDefault) expect(pictureUrl).toMatch(own);
      const signed = /^https:\/\/images\.profile\.autodesk\.com\/[0-9a-f]{16}\/x58\.jpg\?t=[\w-]{20,30}$/;
      expect(isDefault ? /\/default\/user_X58\.png$/ : signed).toSatisfy((form: RegExp) =>
        form.test(pictures.signed(58)),
      );
    }
  });
});

describe('what is known of a person', () => {
  it.each<[string, KnownOfPerson, Partial<Person>]>([
    ['the names make the rest of the name', { givenName: 'Ada', familyName: 'Byron' }, { name: 'Ada Byron' }],
    ['the whole name makes its parts', { name: 'Ada King Byron' }, { givenName: 'Ada', familyName: 'King Byron' }],
    ['the e-mail address makes the username', { email: 'ada@example.com' }, { username: 'ada' }],
    [
      'the username makes the e-mail address',
      { username: 'Countess' },
      { email: expect.stringMatching(/^countess@example\./) as unknown as string },
    ],
    [
      'the locale makes country and language',
      { locale: 'fr-BE' },
      { country: 'BE', language: 'fr', phone: expect.stringMatching(/^\+32 /) as unknown as string },
    ],
    [
      'the country makes locale, language and phone',
      { country: 'DE' },
      { locale: 'de-DE', language: 'de', phone: expect.stringMatching(/^\+49 /) as unknown as string },
    ],
    ['a domain turns the directory on', { ldapDomain: 'ad.example.com' }, { ldapEnabled: true }],
    ['no domain turns it off', { ldapDomain: null }, { ldapEnabled: false }],
    [
      'the directory gets a domain',
      { ldapEnabled: true, email: 'a@example.org' },
      { ldapDomain: expect.stringMatching(/\.example\.org$/) as unknown as string },
    ],
    ['a backup code means a second factor', { backupCode: true }, { twoFactor: true }],
    ['the branch has its code', { industry: 'Education' }, { industryCode: 'EduEducation' }],
    ['a job is in its branch', { jobTitle: 'Compositor' }, { industry: 'Media and entertainment' }],
    [
      'the default picture is the default everywhere',
      { pictureUrl: 'https://images.profile.autodesk.com/default/user_X120.png' },
      {},
    ],
  ])('%s', (_, known, expected) => {
    for (let seed = 0; seed < 50; seed++)
      expect(person(`known ${seed}`, known)).toMatchObject({ ...known, ...expected });
  });

  it('keeps the dates in order around one that is known', () => {
    for (let seed = 0; seed < 200; seed++) {
      const { createdAt } = person(`early ${seed}`, { lastLoginAt: 1_000_000 });
      expect(createdAt).toBeLessThanOrEqual(1_000_000);
      const late = person(`late ${seed}`, { createdAt: 2_000_000_000 });
      expect(Math.min(late.updatedAt, late.lastLoginAt)).toBeGreaterThanOrEqual(2_000_000_000);
    }
  });

  it('does not change what has nothing to do with it', () => {
    const {
      givenName: _,
      familyName: __,
      name,
      email,
      username,
      ...rest
    } = person('same', { givenName: 'Ada', familyName: 'Byron' });
    const others = person('same');
    expect(rest).toMatchObject({
      city: others.city,
      subject: others.subject,
      createdAt: others.createdAt,
      company: others.company,
    });
    expect([name, email, username].join()).toMatch(/byron/i);
  });
});

describe('a locale', () => {
  it.each(localeNames())('%s gives people whose country, language, locale and phone fit', name => {
    const locale = localeOf(name);
    const dial = countryOf(locale.country)?.dial;
    for (let seed = 0; seed < 5; seed++) {
      const { country, language, locale: tag, phone, email, city, givenName } = person(`${name} ${seed}`, {}, name);
      expect({ country, language, tag }).toEqual({
        country: locale.country,
        language: locale.language,
        tag: `${language}-${country}`,
      });
      expect(phone).toMatch(new RegExp(`^\\+${dial} \\d{4,14}(?: #\\d+)?$`));
      expect(email).toMatch(/^[a-z0-9.]+@example\.(?:com|net|org)$/);
      expect(city + givenName).not.toMatch(/\{\{|undefined/);
    }
  });

  it('that faker does not have is refused with the nearest name', () => {
    expect(() => localeOf('pt-BR')).toThrow(
      expect.objectContaining({ code: 'ERR_PROFILE_LOCALE_UNKNOWN', hint: 'Did you mean "pt_BR"?' }),
    );
    expect(() => localeOf('../../../x')).toThrow(expect.objectContaining({ code: 'ERR_PROFILE_LOCALE_UNKNOWN' }));
  });
});

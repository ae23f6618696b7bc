import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import { checkPersonas } from '../../src/profiles/check-personas.ts';
import { builtinPersonas, loadPersonas, type Persona, parsePersona } from '../../src/profiles/personas.ts';
import { variants } from '../../src/profiles/variants.ts';
import { builtin, profileSchema, subjectOf } from './documents.ts';

const { document, validators, profiles } = subjectOf(builtin);
const options = { document, validators, profiles, schemaPointer: profileSchema };
const personas = loadPersonas([builtinPersonas()]);
const schemas = { v1: profileSchema, v2: '/components/schemas/UserInfoV2' };
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'personas-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function refusal(run: () => unknown): { code: string; message: string; details: readonly string[] } {
  try {
    run();
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: readonly string[] };
    return { code, message, details };
  }
  throw new Error('nothing was refused');
}

function claimsOf(persona: Persona, variant: (typeof variants)[number] = 'documented'): JsonObject {
  return profiles.build({ seed: persona.name, persona, variant }).claims as JsonObject;
}

describe('the person behind a persona', () => {
  it.each(personas.map(persona => [persona.name, persona] as const))(
    '%s is the one of its claims',
    (_name, persona) => {
      const { subject, email } = profiles.personOf({ seed: persona.name, persona });
      const claims = claimsOf(persona);
      expect(subject).toBe(claims['sub']);
      if (claims['email'] !== undefined) expect(email).toBe(claims['email']);
    },
  );

  it.each(personas.map(persona => [persona.name, persona] as const))('%s has its id', (name, persona) => {
    for (const one of [persona, { ...persona, claims: {} }])
      expect(profiles.subjectOf(one)).toBe(profiles.personOf({ seed: name, persona: one }).subject);
  });
});

describe('the personas of the package', () => {
  it('cover the cases of tests, each with a title and a description', () => {
    expect(personas.map(({ name }) => name)).toEqual([
      'alice',
      'ben',
      'carla',
      'dora',
      'emil',
      'fay',
      'greta',
      'haruka',
      'jonas',
      'layla',
      'mats',
      'oona',
      'una',
    ]);
    for (const { title, description, builtin: isBuiltin } of personas)
      expect({ title, description, isBuiltin }).toEqual({
        title: expect.stringMatching(/^[A-Z]/),
        description: expect.stringMatching(/\.$/),
        isBuiltin: true,
      });
  });

  it('would be accepted if they were a user’s own', () => {
    expect(() =>
      checkPersonas(
        personas.map(persona => ({ ...persona, builtin: false })),
        options,
      ),
    ).not.toThrow();
  });

  it.each(personas.map(persona => [persona.name, persona] as const))(
    '%s is valid in every variant, with the claims that are given',
    (_, persona) => {
      for (const variant of variants) {
        const { claims } = profiles.build({ seed: persona.name, persona, variant });
        expect(validators.get(profileSchema).isValid(claims)).toBe(variant !== 'drifted');
        if (variant === 'drifted') continue;
        const present = Object.entries(persona.claims).filter(([name]) => Object.hasOwn(claims as JsonObject, name));
        expect(present.length).toBeGreaterThanOrEqual(Math.min(3, Object.keys(persona.claims).length));
        for (const [name, value] of present) expect((claims as JsonObject)[name]).toEqual(value);
        for (const name of persona.absent) expect(claims).not.toHaveProperty(name);
      }
      expect(claimsOf(persona)).toMatchObject(persona.claims);
      expect(profiles.subjectOf(persona)).toBe(persona.claims['sub']);
    },
  );

  it.each(['v1', 'v2'] as const)('suit the document of profile API %s as they are', async profileApi => {
    const own = subjectOf(await loadDocument(builtinDocument(profileApi)), schemas[profileApi]);
    for (const persona of personas) {
      const { claims } = own.profiles.build({ seed: persona.name, persona, variant: 'documented' });
      expect(claims).toMatchObject(persona.claims);
      for (const name of persona.absent) expect(claims).not.toHaveProperty(name);
    }
  });

  it('show their purpose', () => {
    const claims = Object.fromEntries(personas.map(persona => [persona.name, claimsOf(persona)]));
    expect(claims['alice']).toMatchObject({ email_verified: true, social_userinfo_list: [], ldap_domain: null });
    expect(claims['ben']).toMatchObject({ email_verified: false });
    expect(claims['carla']).not.toHaveProperty('picture');
    expect(claims['mats']).toMatchObject({ picture: 'https://images.profile.autodesk.com/default/user_X120.png' });
    expect(Object.keys(claims['una'] ?? {})).toEqual(['sub']);
    expect(claims['carla']).toMatchObject({
      thumbnails: { sizeX50: 'https://images.profile.autodesk.com/default/user_X50.png' },
    });
    expect(claims['dora']).toMatchObject({ ldap_enabled: true, ldap_domain: 'corp.example.net' });
    expect(claims['emil']?.['eidm_guid']).not.toBe(claims['emil']?.['sub']);
    expect(claims['fay']?.['social_userinfo_list']).toHaveLength(2);
    expect(claims['greta']).toMatchObject({ is_2fa_enabled: true, is_backup_code_present: true });
    expect(claims['haruka']?.['name']).toMatch(/^\p{Script=Han}+ \p{Script=Han}+$/u);
    expect(claims['jonas']).toMatchObject({
      locale: 'de-DE',
      address: { country: 'DE' },
      phone_number: expect.stringMatching(/^\+49 /),
    });
    expect(claims['layla']?.['name']).toMatch(/\p{Script=Arabic}/u);
    expect(claims['oona']?.['email']).toMatch(/'.*\+/);
  });
});

describe('a persona file', () => {
  it('gives some claims, and the rest is generated to fit them', () => {
    const folder = folderWith({
      'nora.yaml':
        'claims:\n  given_name: Nora\n  family_name: Åkesson\n  country_code: SE\n  created_date: "2015-01-02T03:04:05Z"\n',
    });
    const personas = loadPersonas([folder]);
    checkPersonas(personas, options);
    const claims = claimsOf(personas[0] as Persona);
    expect(claims).toMatchObject({
      name: 'Nora Åkesson',
      email: expect.stringMatching(/akesson/),
      preferred_username: expect.stringMatching(/akesson/),
      locale: 'sv-SE',
      language: 'sv',
      address: { country: 'SE' },
      phone_number: expect.stringMatching(/^\+46 /),
      created_date: '2015-01-02T03:04:05Z',
    });
    expect(Number(claims['updated_at'])).toBeGreaterThan(Date.UTC(2015, 0, 2) / 1000);
    expect(Date.parse(String(claims['last_login_date']))).toBeGreaterThan(Date.UTC(2015, 0, 2));
  });

  it('may be JSON, or a single file, and replaces a persona of the package by name', () => {
    const folder = folderWith({ 'alice.json': '{"claims": {"name": "Another Alice"}}' });
    const all = loadPersonas([builtinPersonas(), join(folder, 'alice.json')]);
    expect(all).toHaveLength(personas.length);
    expect(all.find(({ name }) => name === 'alice')).toMatchObject({
      builtin: false,
      title: 'alice',
      claims: { name: 'Another Alice' },
    });
  });

  it('with claims that the document does not declare, or does not allow, is refused: all of it at once, with line and pointer', () => {
    const folder = folderWith({
      'bad.yaml': 'title: Bad\nclaims:\n  emial: a@example.com\n  picutre: x\n  shoes: 38\n',
      'worse.yaml': 'absent: [sub, pciture]\nclaims:\n  sub: 5\n',
      'worst.yaml':
        'claims:\n  email: nobody\n  updated_at: "1"\n  ldap_enabled: true\n  ldap_domain: null\n  address:\n    locality: 7\n',
    });
    const { code, message, details } = refusal(() => checkPersonas(loadPersonas([folder]), options));
    expect({ code, message }).toEqual({
      code: 'ERR_PERSONA_INVALID',
      message: `${details.length} problems in personas.`,
    });
    const told = details.map(line => line.replace(`${folder}/`, '')).join('\n');
    expect(told).toContain(
      'bad.yaml:3:3: /claims/emial: the document declares no claim "emial". Did you mean "email"?',
    );
    expect(told).toContain(
      'bad.yaml:4:3: /claims/picutre: the document declares no claim "picutre". Did you mean "picture"?',
    );
    expect(told).toMatch(/bad\.yaml:5:3: \/claims\/shoes: .*Known: sub, .*[^.]\.$/m);
    expect(told).toContain('worse.yaml:1:10: /absent/0: the document requires this claim.');
    expect(told).toMatch(/worse\.yaml:1:15: \/absent\/1: .*Did you mean "picture"\?/);
    expect(told).toMatch(/worse\.yaml:3:3: \/claims\/sub: /);
    expect(told).toMatch(/worst\.yaml:2:3: \/claims\/email: /);
    expect(told).toMatch(/worst\.yaml:3:3: \/claims\/updated_at: /);
    expect(told).toMatch(/worst\.yaml:5:3: \/claims\/ldap_domain: /);
    expect(told).toMatch(/worst\.yaml:7:5: \/claims\/address\/locality: /);
    expect(told).not.toMatch(/nobody/);
  });

  it('with keys that it cannot have is refused, with the nearest one', () => {
    const folder = folderWith({ 'x.y.yaml': 'titel: X\nlocale: pt-BR\nname: z\nclaims: []\nabsent: picture\n' });
    const { code, details } = refusal(() => loadPersonas([folder]));
    expect(code).toBe('ERR_PERSONA_INVALID');
    expect(details.map(line => line.replace(`${folder}/`, ''))).toEqual([
      'x.y.yaml:1:1: the name "x.y" must be 1 to 64 letters, digits, "-" and "_", as it is part of a token.',
      'x.y.yaml:1:1: /titel: unknown key. Did you mean "title"?',
      'x.y.yaml:2:1: /locale: faker has no locale "pt-BR". Did you mean "pt_BR"?',
      'x.y.yaml:3:1: /name: must be "x.y", the name of the file.',
      'x.y.yaml:4:1: /claims: must be an object of claims.',
      'x.y.yaml:5:1: /absent: must be a list of names of claims.',
    ]);
  });

  it('that is not there, not YAML, not an object, twice there, or in an empty folder, is refused', () => {
    expect(refusal(() => loadPersonas(['/nowhere/x.yaml'])).code).toBe('ERR_PERSONA_UNREADABLE');
    expect(refusal(() => loadPersonas([folderWith({})])).code).toBe('ERR_PERSONA_UNREADABLE');
    expect(refusal(() => loadPersonas([folderWith({ 'a.yaml': 'claims: [' })]))).toMatchObject({
      code: 'ERR_PERSONA_INVALID',
      message: expect.stringMatching(/a\.yaml:\d+:\d+/),
    });
    expect(refusal(() => loadPersonas([folderWith({ 'a.yaml': '- 1' })])).message).toMatch(
      /a\.yaml:1:1: a persona must be an object with claims\./,
    );
    const folder = folderWith({ 'a.yaml': 'claims: {}' });
    mkdirSync(join(folder, 'sub'));
    writeFileSync(join(folder, 'sub', 'a.yaml'), 'claims: {}');
    expect(refusal(() => loadPersonas([folder, join(folder, 'sub')])).message).toMatch(/has the same name/);
  });
});

describe('a persona without a file', () => {
  it('is checked in the same way', () => {
    const persona = parsePersona('guest', { claims: { name: 'A Guest' } }, 'admin API');
    checkPersonas([persona], options);
    expect(claimsOf(persona)).toMatchObject({ name: 'A Guest', given_name: 'A', family_name: 'Guest' });
    expect(refusal(() => parsePersona('guest', { claim: {} }, 'admin API')).message).toBe(
      'admin API: /claim: unknown key. Did you mean "claims"?',
    );
    expect(
      refusal(() => checkPersonas([parsePersona('guest', { claims: { name: 7 } }, 'admin API')], options)).message,
    ).toMatch(/^admin API: \/claims\/name: /);
  });
});

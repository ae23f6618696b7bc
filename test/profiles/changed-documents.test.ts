import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/contract/openapi/document.ts';
import { loadDocument } from '../../src/contract/openapi/load.ts';
import { builtinPersonas, loadPersonas } from '../../src/profiles/personas.ts';
import { variants } from '../../src/profiles/variants.ts';
import { builtin, changed, documentWith, profileSchema, subjectOf } from './documents.ts';

const text = (claims: JsonObject, name: string) => String(claims[name]);

describe('a changed document', () => {
  it('with a claim that has only a type: it is present, and nothing else changes', () => {
    const before = subjectOf(builtin).tell('documented');
    const after = changed(({ properties }) => {
      properties['shoe_size'] = { type: 'integer' };
    }).tell('documented');
    for (const [index, { shoe_size, ...rest }] of after.entries()) {
      expect(Number.isInteger(shoe_size)).toBe(true);
      expect(rest).toEqual(before[index]);
    }
  });

  it('without a claim: it is missing from every variant', () => {
    const subject = changed(({ properties }) => delete properties['picture']);
    for (const variant of variants.filter(one => one !== 'drifted')) {
      for (const claims of subject.tell(variant)) expect(claims).not.toHaveProperty('picture');
    }
  });

  it('with a claim renamed: the person goes with it', () => {
    const subject = changed(({ properties }) => {
      properties['mail'] = properties['email'];
      delete properties['email'];
    });
    for (const claims of subject.tell('documented')) expect(text(claims, 'mail')).toMatch(/@example\./);
  });

  it('with updated_at as a date-time string: the same moment as text', () => {
    const before = subjectOf(builtin).tell('documented');
    const after = changed(({ properties }) => {
      properties['updated_at'] = { type: 'string', format: 'date-time', 'x-person': 'updatedAt' };
    }).tell('documented');
    for (const [index, claims] of after.entries()) {
      expect(text(claims, 'updated_at')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(Date.parse(text(claims, 'updated_at')) / 1000).toBe(before[index]?.['updated_at']);
    }
  });

  it('with created_date as a number, or as a date: rendered so', () => {
    const asNumber = changed(({ properties }) => {
      properties['created_date'] = { type: 'integer', 'x-person': 'createdAt' };
    });
    for (const { created_date, updated_at } of asNumber.tell('documented'))
      expect(created_date).toBeLessThanOrEqual(Number(updated_at));
    const asDate = changed(({ properties }) => {
      properties['created_date'] = { type: 'string', format: 'date', 'x-person': 'createdAt' };
    });
    for (const claims of asDate.tell('documented')) expect(text(claims, 'created_date')).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('with a claim made required: it is in the minimal profile', () => {
    expect(subjectOf(builtin).tell('minimal')[0]).not.toHaveProperty('picture');
    const subject = changed(({ required }) => required.push('picture', 'about_me'));
    for (const claims of subject.tell('minimal'))
      expect(claims).toMatchObject({ picture: expect.any(String), about_me: expect.any(String) });
  });

  it('with an enum, a const, or a pattern: what the person has is used only where it fits', () => {
    const subject = changed(({ properties }) => {
      properties['locale'] = { enum: ['tlh-AQ', 'sjn-AQ'], 'x-person': 'locale' };
      properties['country_code'] = { const: 'AQ', 'x-person': 'country' };
      properties['phone_number'] = { type: 'string', pattern: '^0\\d{3}/\\d{5,7}$', 'x-person': 'phone' };
      properties['job_title'] = { type: 'string', enum: ['Architect', 'Animator', 'Other'], 'x-person': 'jobTitle' };
    });
    const titles = new Set<string>();
    for (const claims of subject.tell('documented', 200)) {
      expect(['tlh-AQ', 'sjn-AQ']).toContain(claims['locale']);
      expect(claims['country_code']).toBe('AQ');
      expect(text(claims, 'phone_number')).toMatch(/^0\d{3}\/\d{5,7}$/);
      titles.add(text(claims, 'job_title'));
    }
    expect(titles.size).toBe(3);
  });

  it('with limits that the person does not keep: generated within them', () => {
    const subject = changed(({ properties }) => {
      properties['name'] = { type: 'string', maxLength: 3, 'x-person': 'name' };
      properties['email'] = { type: 'string', format: 'email', maxLength: 9, 'x-person': 'email' };
      properties['profile'] = { type: 'string', format: 'uri', minLength: 200, 'x-person': 'profileUrl' };
      properties['updated_at'] = { type: 'integer', maximum: 99, multipleOf: 7, 'x-person': 'updatedAt' };
    });
    for (const variant of variants.filter(one => one !== 'drifted')) subject.tell(variant);
  });

  it('with a claim retyped: a flag as text, a text as a list, a number as an object', () => {
    const subject = changed(({ properties }) => {
      properties['email_verified'] = { type: 'string', enum: ['true', 'false'], 'x-person': 'emailVerified' };
      properties['name'] = { type: 'array', items: { type: 'string', minLength: 1 }, minItems: 2, 'x-person': 'name' };
      properties['updated_at'] = {
        type: 'object',
        required: ['seconds'],
        properties: { seconds: { type: 'integer', 'x-person': 'updatedAt' } },
      };
    });
    for (const claims of subject.tell('documented')) {
      expect(['true', 'false']).toContain(claims['email_verified']);
      expect((claims['name'] as unknown[]).length).toBeGreaterThanOrEqual(2);
      expect(claims['updated_at']).toEqual({ seconds: expect.any(Number) });
    }
  });

  it('with oneOf and anyOf: every branch is met, and never two of oneOf', () => {
    const subject = changed(({ properties }) => {
      properties['contact'] = {
        oneOf: [
          { type: 'string', format: 'email' },
          { type: 'object', required: ['fax'], properties: { fax: { type: 'integer' } } },
        ],
      };
      properties['seat'] = {
        anyOf: [{ type: 'integer', minimum: 5 }, { type: 'null' }, { type: 'string', const: 'none' }],
      };
      properties['size'] = {
        oneOf: [
          { type: 'integer', multipleOf: 3 },
          { type: 'integer', multipleOf: 5 },
        ],
      };
    });
    const kinds = new Set(
      subject
        .tell('documented', 100)
        .flatMap(({ contact, seat }) => [typeof contact, seat === null ? 'null' : typeof seat]),
    );
    expect([...kinds].sort()).toEqual(['null', 'number', 'object', 'string']);
  });

  it('with if, then and else about other claims: valid in every variant, for any person', () => {
    const subject = changed(schema => {
      const { properties } = schema;
      properties['tier'] = { enum: ['free', 'paid'] };
      properties['invoice_address'] = { type: ['string', 'null'] };
      schema['allOf'] = [
        {
          if: { required: ['tier'], properties: { tier: { const: 'paid' } } },
          // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
          then: {
            required: ['invoice_address'],
            properties: { invoice_address: { type: 'string', minLength: 5 }, ldap_enabled: { const: true } },
          },
          else: { properties: { invoice_address: { type: 'null' } } },
        },
      ];
    });
    const seen = new Set<string>();
    for (const variant of variants.filter(one => one !== 'drifted')) {
      for (const claims of subject.tell(variant, 60)) seen.add(`${claims['tier']} ${claims['ldap_enabled']}`);
    }
    expect([...seen]).toEqual(expect.arrayContaining(['paid true', 'free true', 'free false']));
    expect([...seen]).not.toContain('paid false');
  });

  it('with the rule on the directory turned round: the person gives way', () => {
    const subject = changed(schema => {
      schema['then'] = { properties: { ldap_domain: { type: 'string' } } };
      schema['else'] = { properties: { ldap_domain: { type: 'null' } } };
    });
    for (const { ldap_enabled, ldap_domain } of subject.tell('documented', 100))
      expect(ldap_domain === null).toBe(ldap_enabled);
  });

  it('with dependentRequired and dependentSchemas', () => {
    const subject = changed(schema => {
      schema['dependentRequired'] = { name: ['profile', 'badge'] };
      schema['dependentSchemas'] = { email: { required: ['opt_in'], properties: { opt_in: { const: true } } } };
    });
    for (const claims of subject.tell('minimal'))
      expect(claims).toMatchObject({ profile: expect.any(String), opt_in: true, badge: expect.anything() });
  });

  it('with a recursive schema: it ends', () => {
    const subject = changed(({ properties }, schemas) => {
      schemas['Manager'] = {
        type: 'object',
        required: ['name', 'reports'],
        properties: {
          name: { type: 'string', minLength: 1 },
          manager: { $ref: '#/components/schemas/Manager' },
          reports: { type: 'array', items: { $ref: '#/components/schemas/Manager' } },
        },
      };
      properties['manager'] = { $ref: '#/components/schemas/Manager' };
    });
    for (const variant of variants.filter(one => one !== 'drifted')) {
      for (const claims of subject.tell(variant, 5)) expect(JSON.stringify(claims).length).toBeLessThan(200_000);
    }
    expect(subject.tell('documented')[0]).toMatchObject({ manager: { manager: { name: expect.any(String) } } });
  });

  it('with allOf and $ref with siblings: all of them apply', () => {
    const subject = changed(({ properties }, schemas) => {
      schemas['Code'] = { type: 'string', pattern: '^[A-Z]+$' };
      properties['code'] = {
        $ref: '#/components/schemas/Code',
        maxLength: 4,
        allOf: [{ minLength: 3 }, { pattern: '^X' }],
      };
    });
    for (const claims of subject.tell('documented', 50)) expect(text(claims, 'code')).toMatch(/^X[A-Z]{2,3}$/);
  });

  it('with lists: prefixItems, contains, uniqueItems and their limits', () => {
    const subject = changed(({ properties }) => {
      properties['roles'] = { type: 'array', items: { enum: ['a', 'b', 'c', 'd'] }, uniqueItems: true, minItems: 3 };
      properties['pair'] = {
        type: 'array',
        prefixItems: [{ type: 'integer' }, { type: 'string', format: 'uuid' }],
        items: false,
        minItems: 2,
      };
      properties['tags'] = { type: 'array', items: { type: 'string' }, contains: { const: 'aps' }, minItems: 2 };
    });
    for (const variant of variants.filter(one => one !== 'drifted')) subject.tell(variant, 30);
    for (const claims of subject.tell('documented')) expect(claims['tags']).toContain('aps');
  });

  it('with maps: additionalProperties, patternProperties, propertyNames and a least number', () => {
    const subject = changed(({ properties }) => {
      properties['scores'] = {
        type: 'object',
        additionalProperties: { type: 'integer', minimum: 1 },
        minProperties: 2,
      };
      properties['flags'] = {
        type: 'object',
        patternProperties: { '^is_[a-z]+$': { type: 'boolean' } },
        additionalProperties: false,
        minProperties: 1,
      };
      properties['sizes'] = {
        type: 'object',
        propertyNames: { enum: ['s', 'm', 'l'] },
        additionalProperties: { type: 'number' },
        minProperties: 3,
      };
    });
    for (const claims of subject.tell('documented')) {
      expect(Object.keys(claims['scores'] as object).length).toBeGreaterThanOrEqual(2);
      expect(Object.keys(claims['flags'] as object)[0]).toMatch(/^is_/);
      expect(Object.keys(claims['sizes'] as object).sort()).toEqual(['l', 'm', 's']);
    }
  });

  it('that closes its objects: additive adds nothing there, and drift has one more way', () => {
    const subject = changed((schema, schemas) => {
      schema['additionalProperties'] = false;
      (schemas['Address'] as Record<string, unknown>)['unevaluatedProperties'] = false;
    });
    const documented = subject.tell('documented');
    for (const [index, claims] of subject.tell('additive').entries()) {
      expect(Object.keys(claims)).toEqual(Object.keys(documented[index] ?? {}));
      expect(claims['address']).toEqual(documented[index]?.['address']);
      expect(Object.keys(claims['thumbnails'] as object).length).toBeGreaterThan(10);
    }
    const places = Array.from(
      { length: 500 },
      (_, seed) => subject.profiles.build({ seed: `${seed}`, variant: 'drifted' }).driftedAt,
    );
    expect(places).toContain('/undocumented');
  });

  it('that is not an object at all: an array of profiles, or a string', () => {
    const list = subjectOf(
      documentWith({
        type: 'array',
        items: { type: 'object', properties: { id: { type: 'string', 'x-person': 'subject' } } },
      }),
    );
    expect(list.profiles.build({ seed: 'x', variant: 'documented' }).claims).toEqual(
      expect.arrayContaining([{ id: expect.stringMatching(/^[A-Z0-9]{12,16}$/) }]),
    );
    const plain = subjectOf(documentWith({ type: 'string', 'x-person': 'email' }));
    expect(plain.profiles.build({ seed: 'x', variant: 'documented' }).body).toMatch(/^".+@example\..+"$/);
  });

  it('with x-faker: what the method gives, the same each time', () => {
    const subject = changed(({ properties }) => {
      properties['favourite_colour'] = { type: 'string', 'x-faker': 'color.human' };
      properties['plan'] = { type: 'string', 'x-faker': { 'helpers.arrayElement': [['basic', 'premium']] } };
      properties['renewed'] = { type: 'string', format: 'date-time', 'x-faker': 'date.recent' };
      properties['seats'] = { type: 'integer', maximum: 5, 'x-faker': { 'number.int': { min: 1, max: 9 } } };
    });
    const plans = new Set(subject.tell('documented', 60).map(claims => claims['plan']));
    expect([...plans].sort()).toEqual(['basic', 'premium']);
    expect(subject.tell('documented')).toEqual(subject.tell('documented'));
    expect(text(subject.tell('documented')[0] ?? {}, 'renewed')).toMatch(/^2025-12-3/);
  });

  it('with x-variants on a new claim', () => {
    const subject = changed(({ properties }) => {
      properties['quota'] = {
        type: 'object',
        properties: { left: { type: 'integer' } },
        'x-variants': { sdk: 'absent', minimal: 'empty' },
      };
    });
    expect(subject.tell('documented')[0]).toMatchObject({ quota: { left: expect.any(Number) } });
    expect(subject.tell('sdk')[0]).not.toHaveProperty('quota');
    expect(subject.tell('minimal')[0]).toMatchObject({ quota: {} });
  });

  it('that is 3.0: nullable and exclusive limits as flags mean what they meant', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'profiles-'));
    const file = join(folder, 'old.json');
    const schema = {
      type: 'object',
      required: ['sub', 'nick'],
      properties: {
        sub: { type: 'string', 'x-person': 'subject' },
        nick: { type: 'string', nullable: true, minLength: 4 },
        age: { type: 'integer', minimum: 17, exclusiveMinimum: true, maximum: 19, exclusiveMaximum: true },
      },
    };
    const content = { 'application/json': { schema } };
    const paths = { '/userinfo': { get: { responses: { 200: { description: 'ok', content } } } } };
    writeFileSync(file, JSON.stringify({ openapi: '3.0.3', info: { title: 't', version: '1' }, paths }));
    const document = await loadDocument(file);
    rmSync(folder, { recursive: true });
    const pointer = document.operations[0]?.responses.get('200')?.content.get('application/json')?.schemaPointer ?? '';
    const subject = subjectOf(document, pointer);
    const nicks = new Set(
      subject.tell('documented', 100).map(({ nick, age }) => {
        expect(age).toBe(18);
        return nick === null ? 'null' : 'text';
      }),
    );
    expect([...nicks].sort()).toEqual(['null', 'text']);
    expect(subject.tell('minimal')[0]).toEqual({ sub: expect.any(String), nick: null });
  });

  it('bends the personas of the package instead of refusing them', () => {
    const subject = changed(({ properties, required }) => {
      delete properties['given_name'];
      properties['email'] = { type: 'integer' };
      required.push('picture');
    });
    for (const persona of loadPersonas([builtinPersonas()])) {
      const { claims } = subject.profiles.build({ seed: persona.name, persona, variant: 'documented' });
      expect(subject.validators.get(profileSchema).check(claims, persona.name)).toEqual([]);
      const { family_name: name } = persona.claims;
      expect(claims).toMatchObject({
        ...(name === undefined ? {} : { family_name: name }),
        picture: expect.any(String),
        email: expect.any(Number),
      });
    }
  });
});

describe('branches of a oneOf', () => {
  const branch = (name: string, type: Json = { type: 'string' }): JsonObject => ({
    type: 'object',
    required: ['type', name],
    properties: { type, [name]: { type: 'string' } },
  });
  const refs = [{ $ref: '#/components/schemas/P' }, { $ref: '#/components/schemas/B' }];
  const kindsOf = (schema: JsonObject, definitions: JsonObject): readonly (readonly [Json, boolean])[] =>
    subjectOf(documentWith(schema, definitions))
      .tell('documented')
      .map(({ type, person }) => [type as Json, person !== undefined] as const);

  it('are named by the discriminator: as mapped, or by the name of the schema', () => {
    const mapping = { human: refs[0]?.$ref ?? '', B: 'B' };
    const definitions = { P: branch('person'), B: branch('bot') };
    const mapped = kindsOf({ oneOf: refs, discriminator: { propertyName: 'type', mapping } }, definitions);
    for (const [type, isPerson] of mapped) expect(type).toBe(isPerson ? 'human' : 'B');
    const plain = kindsOf({ anyOf: refs, discriminator: { propertyName: 'type' } }, definitions);
    for (const [type, isPerson] of plain) expect(type).toBe(isPerson ? 'P' : 'B');
    expect(new Set(plain.map(([type]) => type))).toEqual(new Set(['P', 'B']));
  });

  it('that a discriminator does not tell apart are an error that names it', () => {
    const definitions = { P: branch('person'), B: branch('person') };
    const subject = documentWith({ oneOf: refs, discriminator: { propertyName: 'type' } }, definitions);
    expect(() => subjectOf(subject)).toThrow(/oneOf together: the discriminator "type" does not/u);
  });

  it('keep to an enum that the discriminator does not agree with', () => {
    const definitions = { P: branch('person', { enum: ['p'] }), B: branch('bot', { enum: ['b'] }) };
    const kinds = kindsOf({ oneOf: refs, discriminator: { propertyName: 'type' } }, definitions);
    for (const [type, isPerson] of kinds) expect(type).toBe(isPerson ? 'p' : 'b');
  });

  it('are named by a discriminator that they inherit, where no oneOf lists them', () => {
    const heir = (base: string, name: string): JsonObject => ({
      allOf: [{ $ref: `#/components/schemas/${base}` }, branch(name, true)],
    });
    const typeOf = (schema: JsonObject, base: JsonObject): readonly unknown[] => [
      ...new Set(
        kindsOf(schema, {
          Base: { ...branch('id'), discriminator: { propertyName: 'type' }, ...base },
          P: heir('Base', 'person'),
          Admin: heir('P', 'level'),
        }).map(([type]) => type),
      ),
    ];
    const admin = { $ref: '#/components/schemas/Admin' };
    const mapping = { chief: '#/components/schemas/Admin', human: 'P' };
    expect(typeOf(admin, {})).toEqual(['Admin']);
    expect(typeOf({ anyOf: [{ title: 'A note', allOf: [admin] }] }, {})).toEqual(['Admin']);
    expect(typeOf({ $ref: '#/components/schemas/Base' }, {})).toEqual(['Base']);
    expect(typeOf(admin, { discriminator: { propertyName: 'type', mapping } })).toEqual(['chief']);
    expect(typeOf({ oneOf: refs.slice(0, 1) }, {})).toEqual(['P']);
    expect(typeOf(admin, branch('id', { enum: ['a'] }))).toEqual(['a']);
    expect(typeOf(admin, { discriminator: { propertyName: 'role' } })).not.toContain('Admin');
  });

  it('may overlap: a member sets them apart', () => {
    const open = (...names: string[]): JsonObject => ({
      type: 'object',
      properties: Object.fromEntries(names.map(name => [name, { type: 'string' }])),
    });
    const { tell } = subjectOf(documentWith({ oneOf: [open('sub'), open('sub', 'hint')] }));
    for (const variant of ['documented', 'minimal', 'maximal'] as const)
      for (const profile of tell(variant, 5)) expect(typeof profile['hint']).not.toBe('string');
  });
});

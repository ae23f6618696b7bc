import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { builtinYaml, type Plain, serveChanged, serveText } from './documents.ts';

type Change = (properties: Plain, schema: Plain, document: Plain) => void;
type Check = (claims: Plain) => void;

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** One change of the schema of the profile, and what is to be seen of it in everybody's profile. */
const changes: readonly (readonly [string, Change, Check])[] = [
  [
    'a text is added',
    p => {
      p.shoe_size = { type: 'string', minLength: 2, maxLength: 3 };
    },
    c => expect(c.shoe_size).toMatch(/^.{2,3}$/su),
  ],
  [
    'a claim with a faker method is added',
    p => {
      p.floor = { type: 'integer', 'x-faker': { 'number.int': { min: 41, max: 43 } } };
    },
    c => expect([41, 42, 43]).toContain(c.floor),
  ],
  [
    'a claim with a list of values is added',
    p => {
      p.plan = { enum: ['free', 'paid', 'trial'] };
    },
    c => expect(['free', 'paid', 'trial']).toContain(c.plan),
  ],
  [
    'a claim with one possible value is added',
    p => {
      p.version = { const: 7 };
    },
    c => expect(c.version).toBe(7),
  ],
  [
    'a nested object is added',
    p => {
      p.badge = {
        type: 'object',
        required: ['id', 'colour'],
        properties: { id: { type: 'string', format: 'uuid' }, colour: { type: 'string', pattern: '^#[0-9a-f]{6}$' } },
      };
    },
    c => {
      expect(c.badge.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(c.badge.colour).toMatch(/^#[0-9a-f]{6}$/);
    },
  ],
  [
    'a list is added',
    p => {
      p.lucky_numbers = {
        type: 'array',
        minItems: 2,
        maxItems: 4,
        uniqueItems: true,
        items: { type: 'integer', minimum: 1, maximum: 49 },
      };
    },
    c => {
      expect(new Set(c.lucky_numbers).size).toBe(c.lucky_numbers.length);
      expect(c.lucky_numbers.length).toBeGreaterThanOrEqual(2);
    },
  ],
  [
    'a claim that carries an attribute of the person is added',
    p => {
      p.nick = { type: 'string', 'x-person': 'givenName' };
    },
    c => expect(c.nick).toBe(c.given_name),
  ],
  [
    'a claim is removed',
    p => {
      delete p.email;
    },
    c => expect(c).not.toHaveProperty('email'),
  ],
  [
    'a claim is removed that a rule of the schema still documents',
    p => {
      delete p.ldap_domain;
    },
    c => expect(c.ldap_domain ?? null).toBeNull(),
  ],
  [
    'a claim is renamed',
    p => {
      p.mail = p.email;
      delete p.email;
    },
    c => {
      expect(c.mail).toMatch(/@example\.(org|com|net)$/);
      expect(c).not.toHaveProperty('email');
    },
  ],
  [
    'a number becomes a moment in text',
    p => {
      p.updated_at = { type: 'string', format: 'date-time', 'x-person': 'updatedAt' };
    },
    c => expect(c.updated_at).toMatch(iso),
  ],
  [
    'a moment in text becomes a number',
    p => {
      p.created_date = { type: 'integer', 'x-person': 'createdAt' };
    },
    c => {
      expect(c.created_date).toBeGreaterThan(1_000_000_000);
      expect(c.created_date).toBeLessThanOrEqual(c.updated_at);
    },
  ],
  [
    'a flag becomes one of several words',
    p => {
      p.email_verified = { type: 'string', enum: ['yes', 'no'] };
    },
    c => expect(['yes', 'no']).toContain(c.email_verified),
  ],
  [
    'a text becomes an object',
    p => {
      p.company = {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', 'x-person': 'company' } },
      };
    },
    c => expect(typeof c.company.name).toBe('string'),
  ],
  [
    'a list of objects becomes a list of words',
    p => {
      p.social_userinfo_list = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 } };
    },
    c => expect(c.social_userinfo_list.every((item: unknown) => typeof item === 'string')).toBe(true),
  ],
  [
    'a pattern changes',
    p => {
      p.sub = { type: 'string', pattern: '^U-[0-9]{6}$', 'x-person': 'subject' };
    },
    c => expect(c.sub).toMatch(/^U-[0-9]{6}$/),
  ],
  [
    'a format changes',
    p => {
      p.job_title = { type: 'string', format: 'ipv4' };
    },
    c => expect(c.job_title).toMatch(/^\d+(\.\d+){3}$/),
  ],
  [
    'a length is cut',
    p => {
      Object.assign(p.name, { maxLength: 5, examples: [] });
      Object.assign(p.about_me, { maxLength: 4, examples: [] });
    },
    c => {
      expect([...c.name].length).toBeLessThanOrEqual(5);
      expect([...c.about_me].length).toBeLessThanOrEqual(4);
    },
  ],
  [
    'a size of the pictures is removed',
    (_, __, document) => {
      delete document.components.schemas.Thumbnails.properties.sizeX50;
    },
    c => {
      expect(c.thumbnails).not.toHaveProperty('sizeX50');
      expect(c.user_thumbnails).toHaveProperty('sizeX50');
    },
  ],
  [
    'undescribed members are forbidden',
    (_, schema) => {
      schema.additionalProperties = false;
    },
    c => expect(c.sub).toMatch(/^[0-9A-Z]{12,16}$/),
  ],
];

describe('a changed schema changes the profile of Alice and of strangers', () => {
  it.each(changes)('%s', async (_, change, check) => {
    const mock = await serveChanged(document => {
      const schema = document.components.schemas.UserInfo;
      change(schema.properties, schema, document);
      // The example would contradict the new schema.
      delete document.components.examples['first-last'];
      delete document.components.responses.Profile.content['application/json'].examples;
    });
    for (const token of ['mock.alice', 'mock.~anyone', 'mock.carla.maximal', 'mock.dora.minimal']) {
      const { status, json, text } = await ask(mock, { token });
      expect(status, text).toBe(200);
      if (!token.endsWith('minimal')) check(json);
    }
  });
});

describe('a member of the address that is added', () => {
  it('is present for every person without a hand-written address', async () => {
    const mock = await serveChanged(document => {
      document.components.schemas.Address.properties.formatted = { const: 'all of it' };
    });
    expect((await ask(mock, { token: 'mock.~anyone' })).json.address.formatted).toBe('all of it');
    expect((await ask(mock, { token: 'mock.alice' })).status).toBe(200);
  });
});

describe('what the document requires', () => {
  it('is present even in the minimal profile', async () => {
    const mock = await serveChanged(document => document.components.schemas.UserInfo.required.push('job_title'));
    const { json } = await ask(mock, { token: 'mock.~anyone.minimal' });
    expect(json).toHaveProperty('job_title');
  });

  it('and what it does not need not be', async () => {
    const mock = await serveChanged(document => {
      document.components.schemas.UserInfo.properties.email['x-variants'] = { minimal: 'absent' };
    });
    const { json } = await ask(mock, { token: 'mock.~anyone.minimal' });
    expect(json).not.toHaveProperty('email');
    expect(json).not.toHaveProperty('job_title');
  });
});

describe('a change of words only', () => {
  it('changes nothing that is served', async () => {
    const options = { pictures: 'autodesk' } as const;
    const before = await serveText('userinfo.yaml', builtinYaml(), options);
    const text = builtinYaml()
      .replace('The whole name, ready for display.', 'Other words.')
      .replace(/^ *summary: Read.*\n/gm, '');
    const after = await serveText('userinfo.yaml', text, options);
    expect(text).not.toBe(builtinYaml());
    for (const token of ['mock.alice', 'whatever', 'mock.~x.maximal', 'mock.alice.429']) {
      expect((await ask(after, { token })).text).toBe((await ask(before, { token })).text);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { type Plain, serveChanged } from './documents.ts';

const teapot = {
  description: 'Short and stout.',
  content: {
    'application/json': {
      schema: { type: 'object', required: ['spout'], properties: { spout: { type: 'boolean' } } },
      examples: { tipped: { summary: 'Over.', value: { spout: true } } },
    },
  },
};

describe('a status that is added', () => {
  it('can be requested by token and by preference, with its examples', async () => {
    const mock = await serveChanged(document => {
      document.paths['/userinfo'].get.responses['418'] = teapot;
    });
    const asked = [
      { token: 'mock.alice.418' },
      { token: 'mock.alice.tipped' },
      { prefer: 'code=418' },
      { path: '/userinfo?__example=tipped' },
    ];
    for (const question of asked)
      expect(await ask(mock, question)).toMatchObject({ status: 418, json: { spout: true } });
  });

  it('belongs to its operation alone', async () => {
    const mock = await serveChanged(document => {
      document.paths['/userinfo'].get.responses['418'] = teapot;
    });
    expect((await ask(mock, { method: 'POST', prefer: 'code=418' })).status).toBe(404);
    expect((await ask(mock, { method: 'POST', token: 'mock.alice.tipped' })).json.code).toBe('ERR_SCENARIO_UNKNOWN');
  });

  it('without examples is made from its schema', async () => {
    const mock = await serveChanged(document => {
      const { examples: _, ...content } = teapot.content['application/json'];
      document.paths['/userinfo'].get.responses['418'] = { ...teapot, content: { 'application/json': content } };
    });
    const { status, json, decision } = await ask(mock, { prefer: 'code=418' });
    expect(status).toBe(418);
    expect(typeof json.spout).toBe('boolean');
    expect(decision).toBe('scenario=418 (prefer); made from the schema');
  });

  it('and succeeds requires a token, and has its own body', async () => {
    const mock = await serveChanged(document => {
      document.paths['/userinfo'].get.responses['202'] = teapot;
    });
    expect(await ask(mock, { token: 'mock.alice.202' })).toMatchObject({ status: 202, json: { spout: true } });
    expect((await ask(mock, { prefer: 'code=202' })).status).toBe(401);
    expect((await ask(mock, { token: 'mock.alice' })).status).toBe(200);
  });

  it('without content has no body', async () => {
    const mock = await serveChanged(document => {
      document.paths['/userinfo'].get.responses['204'] = { description: 'Nothing.' };
      document.paths['/userinfo'].get.responses['503'] = { description: 'Nobody.' };
    });
    for (const status of [204, 503]) {
      const { headers, ...reply } = await ask(mock, { token: `mock.alice.${status}` });
      expect(reply).toMatchObject({ status, text: '', decision: `scenario=${status} (token); made from the schema` });
      expect(headers.get('content-type')).toBeNull();
    }
  });

  it('under a range or the default can be requested by its number', async () => {
    const mock = await serveChanged(document => {
      document.paths['/userinfo'].get.responses['4XX'] = teapot;
      document.paths['/userinfo'].get.responses.default = { description: 'Else.', content: teapot.content };
    });
    for (const status of [418, 404, 451, 503]) {
      expect(await ask(mock, { token: `mock.alice.${status}` })).toMatchObject({ status, json: { spout: true } });
      expect(await ask(mock, { prefer: `code=${status}` })).toMatchObject({ status, json: { spout: true } });
    }
    expect(await ask(mock, { token: 'mock.alice.401' })).toMatchObject({
      status: 401,
      json: { errorCode: 'AUTH-006' },
    });
    expect(await ask(mock, { prefer: 'code=451, example=tipped' })).toMatchObject({ status: 451 });
  });
});

describe('a status that is removed', () => {
  it('can no longer be requested', async () => {
    const mock = await serveChanged(document => delete document.paths['/userinfo'].get.responses['429']);
    expect((await ask(mock, { prefer: 'code=429' })).json).toMatchObject({
      status: 404,
      statuses: ['200', '400', '401', '403', '500'],
    });
    expect((await ask(mock, { token: 'mock.alice.429' })).json.code).toBe('ERR_SCENARIO_UNKNOWN');
    expect((await ask(mock, { token: 'mock.alice.busy' })).json.code).toBeUndefined();
  });

  it('is still sent to a request that deserves it, and marked as undocumented', async () => {
    const mock = await serveChanged(document => delete document.paths['/userinfo'].get.responses['401']);
    const { status, json, decision } = await ask(mock);
    expect(status).toBe(401);
    expect(json.developerMessage).toMatch(/describes no 401/);
    expect(decision).toBe('token-missing; breaks=status');
  });
});

describe('an example', () => {
  const examplesOf = (document: Plain, response: string) =>
    document.components.responses[response].content['application/json'].examples;

  it('that is added can be requested', async () => {
    const mock = await serveChanged(document => {
      examplesOf(document, 'Forbidden')['region-blocked'] = {
        value: { developerMessage: 'Not there.', moreInfo: 'https://a.example' },
      };
    });
    expect(await ask(mock, { token: 'mock.alice.region-blocked' })).toMatchObject({
      status: 403,
      json: { developerMessage: 'Not there.' },
    });
  });

  it('that comes first is what the bare status gives', async () => {
    const mock = await serveChanged(document => {
      const content = document.components.responses.Unauthorized.content['application/json'];
      content.examples = { 'token-revoked': content.examples['token-revoked'], ...content.examples };
    });
    expect((await ask(mock, { token: 'mock.alice.401' })).decision).toMatch(/example=token-revoked$/);
  });

  it('that is renamed goes by its new name', async () => {
    const mock = await serveChanged(document => {
      const examples = examplesOf(document, 'Forbidden');
      examples['no-way'] = examples['privilege-missing'];
      delete examples['privilege-missing'];
    });
    expect((await ask(mock, { token: 'mock.alice.no-way' })).json.errorCode).toBe('AUTH-010');
    expect((await ask(mock, { token: 'mock.alice.privilege-missing' })).status).toBe(404);
  });

  it('that is removed is answered with the first one left', async () => {
    const mock = await serveChanged(document => delete examplesOf(document, 'Unauthorized')['token-missing']);
    expect(await ask(mock)).toMatchObject({ status: 401, decision: 'example=token-expired' });
  });

  it('may say other headers', async () => {
    const mock = await serveChanged(document => {
      document.components.examples['server-error']['x-headers'] = { 'X-Trace': 'abc', 'Retry-After': '9' };
      document.components.examples['quota-exceeded']['x-headers'] = { 'retry-after': '7' };
    });
    const { headers } = await ask(mock, { token: 'mock.alice.500' });
    expect([headers.get('x-trace'), headers.get('retry-after')]).toEqual(['abc', '9']);
    expect((await ask(mock, { token: 'mock.alice.429' })).headers.get('retry-after')).toBe('7');
  });

  it('may be another answer', async () => {
    const mock = await serveChanged(document => {
      document.components.examples['token-expired'].value.errorCode = 'AUTH-999';
    });
    expect((await ask(mock, { token: 'mock.alice.token-expired' })).json.errorCode).toBe('AUTH-999');
  });
});

describe('headers of a response', () => {
  it('that are required and missing are reported', async () => {
    const mock = await serveChanged(document => {
      document.components.headers['X-Request-Id'].required = true;
      document.components.headers['Retry-After'].required = true;
    });
    expect((await ask(mock, { token: 'mock.alice.quota-exceeded' })).decision).not.toMatch(/breaks/);
    expect((await ask(mock, { token: 'mock.alice.quota-exceeded-without-retry-after' })).decision).toMatch(
      /breaks=header Retry-After$/,
    );
  });

  it('that differ from their schema are reported', async () => {
    const mock = await serveChanged(document => {
      document.components.headers['Retry-After'].schema = { type: 'integer', minimum: 1, maximum: 60 };
    });
    expect((await ask(mock, { token: 'mock.alice.quota-exceeded' })).decision).not.toMatch(/breaks/);
    expect((await ask(mock, { token: 'mock.alice.quota-exceeded-retry-after-zero' })).decision).toMatch(
      /breaks=header Retry-After$/,
    );
  });
});

describe('the rate limit of the document', () => {
  it('is the one in force', async () => {
    const mock = await serveChanged(document => {
      document.paths['/userinfo']['x-rate-limit'] = { limit: 1, windowSeconds: 30 };
    });
    expect((await ask(mock, { token: 'a' })).status).toBe(200);
    const refused = await ask(mock, { token: 'a' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(25);
    mock.clock.advance(30_000);
    expect((await ask(mock, { token: 'a' })).status).toBe(200);
  });

  it('may not exist', async () => {
    const mock = await serveChanged(document => delete document.paths['/userinfo']['x-rate-limit']);
    const asked = await Promise.all(Array.from({ length: 510 }, () => ask(mock, { token: 'a' })));
    expect(new Set(asked.map(({ status }) => status))).toEqual(new Set([200]));
  });
});

describe('errors in another envelope than the document describes', () => {
  it('are sent, and reported to break it', async () => {
    const gatewayOnly = (document: Plain): void => {
      document.components.schemas.ErrorBody = { ...document.components.schemas.GatewayError };
    };
    const mock = await serveChanged(gatewayOnly, { errorStyle: 'oauth' });
    expect((await ask(mock, { token: 'mock.alice.token-expired' })).decision).toMatch(
      /example=token-expired; breaks=body$/,
    );
    expect((await ask(mock, { headers: { authorization: 'Basic x' } })).decision).toBe(
      'example=token-malformed; breaks=body',
    );
  });
});

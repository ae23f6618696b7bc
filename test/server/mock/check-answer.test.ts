import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';
import { createCatalog } from '../../../src/server/scenarios/catalog.ts';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { verifyResponse } from '../../../src/verify/verify-response.ts';
import { folderWith } from '../../written-files.ts';
import { ask } from './ask.ts';
import { changed, type Plain, serveText, small } from './documents.ts';

const why = (content: Plain): Plain =>
  small(document => Object.assign(document.paths['/me'].get.responses['401'], { content }));
const problem = { $ref: '#/components/schemas/Problem' };
const example = { reason: 'who' };

const documents: Readonly<Record<string, Plain>> = {
  'an error under application/*': why({ 'application/*': { schema: problem, example } }),
  'an error under */*': why({ '*/*': { schema: problem } }),
  'an error under a range in capitals': why({ 'Application/*': { schema: problem, example } }),
  'an error in text or JSON': why({
    'text/*': { schema: { type: 'string' }, example: 'Who?' },
    'application/json': { schema: problem },
  }),
  'an error that is a JSON string': why({ 'application/json': { schema: { type: 'string' }, example: 'Who?' } }),
  'an error that contradicts another': changed(document => {
    const { Unauthorized } = document.components.responses;
    Unauthorized.content['application/*'] = Unauthorized.content['application/json'];
    delete Unauthorized.content['application/json'];
  }),
  'a profile with a required header': small(document => {
    document.paths['/me'].get.responses['200'].headers = { 'X-Plan': { required: true, schema: { type: 'string' } } };
  }),
  'an error that needs a header': small(document => {
    document.paths['/me'].get.responses['401'].headers = { 'X-Why': { required: true, schema: { type: 'string' } } };
  }),
  'headers of each kind': small(document => {
    const { 200: profile, 401: refusal } = document.paths['/me'].get.responses;
    profile.headers = {
      'X-Left': { required: true, schema: { type: 'integer', minimum: 5 } },
      'X-Id': { required: true, schema: { $ref: '#/components/schemas/Id' } },
      'X-Tags': { $ref: '#/components/headers/Tags' },
      'Content-Type': { required: true, schema: { const: 'text/plain' } },
    };
    refusal.headers = { 'WWW-Authenticate': { required: true, schema: { type: 'string' } } };
    document.components.schemas.Id = { type: 'string', format: 'uuid' };
    document.components.headers = {
      Tags: { required: true, schema: { type: 'array', minItems: 2, items: { enum: ['a'] } } },
    };
  }),
  'a profile with a header that cannot be sent': small(document => {
    document.paths['/me'].get.responses['200'].headers = { 'X-Plan': { required: true, schema: { const: 'é' } } };
  }),
  'a body that may be empty': why({ 'text/plain': { schema: { type: 'string' } } }),
};

/** Files of documents that other tests use, and documents with what often goes wrong. */
function filesOfDocuments(): readonly string[] {
  const folder = fileURLToPath(new URL('../../verify/documents/', import.meta.url));
  const written = Object.entries(documents).map(([name, text], index) => {
    return join(
      folderWith({ [`${index} ${name.replace(/[^a-z ]/giu, '')}.json`]: text }),
      `${index} ${name.replace(/[^a-z ]/giu, '')}.json`,
    );
  });
  return [builtinDocument(), ...readdirSync(folder).map(name => join(folder, name)), ...written];
}

/** What the mock answers to each name of its catalogue, beside what the checks of responses say of it. */
async function judgements(file: string): Promise<readonly { name: string; mock: boolean; verify: boolean }[]> {
  const document = await loadDocument(file);
  const mock = await startMock({ spec: file, rateLimit: 0 });
  onTestFinished(() => mock.close());
  const names = [
    '',
    ...createCatalog(document, [])
      .entries()
      .map(({ name }) => name),
  ];
  const questions = document.operations.flatMap(({ method, path }) => names.map(name => ({ method, path, name })));
  return Promise.all(questions.map(question => judgement(mock, file, question)));
}

async function judgement(
  mock: Mock,
  file: string,
  { method, path, name }: { method: string; path: string; name: string },
) {
  const response = await fetch(`${mock.url}${path.replace(/\{[^}]*\}/gu, '1')}`, {
    method,
    headers: { authorization: `Bearer ${name === '' ? 'anyone' : `mock.~x.${name}`}` },
  });
  const decision = response.headers.get('x-mock-decision') ?? '';
  const { ok, findings } = await verifyResponse(response, { document: file, method, path });
  const isSound = !/; (?:breaks|drifted)=/u.test(decision);
  return {
    name: `${method} ${path} ${name}: ${decision} ${findings.map(({ message }) => message)}`,
    mock: isSound,
    verify: ok,
  };
}

describe("the mock's verdict about its own answers", () => {
  it.each(filesOfDocuments().map(file => [basename(file), file]))('%s: is what verify says', async (_, file) => {
    for (const { name, mock, verify } of await judgements(file)) expect(mock, name).toBe(verify);
  });

  it('never sends a media range as a content type', async () => {
    for (const key of ['application/*', '*/*', 'Application/*']) {
      const mock = await serveText('range.json', why({ [key]: { schema: problem, example } }));
      const { headers, json, decision } = await ask(mock, { path: '/me' });
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect({ json, decision }).toEqual({ json: example, decision: 'example=example-401' });
    }
  });

  it('sends the headers that the document requires, of profiles and of errors', async () => {
    const mock = await serveText('headers.json', documents['headers of each kind']);
    const profile = await ask(mock, { path: '/me', token: 'anyone' });
    expect(profile.decision).not.toContain('breaks');
    expect(Number(profile.headers.get('x-left'))).toBeGreaterThanOrEqual(5);
    expect(profile.headers.get('x-id')).toMatch(/^[0-9a-f-]{36}$/u);
    expect(profile.headers.get('x-tags')).toMatch(/^a,a/u);
    expect(profile.headers.get('content-type')).toMatch(/^application\/json/u);
    const error = await serveText('error.json', documents['an error that needs a header']);
    expect((await ask(error, { path: '/me' })).headers.get('x-why')).toMatch(/\S/u);
    expect((await ask(mock, { path: '/me' })).headers.get('www-authenticate')).toMatch(/^Bearer /u);
  });

  it('names the header that the document requires and the mock cannot send', async () => {
    const mock = await serveText('header.json', documents['a profile with a header that cannot be sent']);
    expect((await ask(mock, { path: '/me', token: 'anyone' })).decision).toMatch(/; breaks=header X-Plan$/u);
  });
});

import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveConfig } from '../../../src/config/config.ts';
import { createServer, type MockServer } from '../../../src/server/server.ts';
import { recordingLog } from '../../recording-log.ts';
import { folderWith } from '../../written-files.ts';
import { ask, type Reply } from './ask.ts';
import { changedYaml, type Plain, small } from './documents.ts';
import { until } from './wire.ts';

interface Watched {
  readonly server: MockServer;
  readonly log: ReturnType<typeof recordingLog>;
  /** Writes a file beside the document, or the document itself. */
  write(name: string, text: unknown): void;
}

async function watch(files: Readonly<Record<string, unknown>>): Promise<Watched> {
  const folder = folderWith(files);
  const spec = join(folder, Object.keys(files)[0] ?? '');
  const log = recordingLog();
  const server = await createServer(resolveConfig({ port: 0, watch: true, spec }), log);
  onTestFinished(() => server.close());
  const textOf = (text: unknown): string => (typeof text === 'string' ? text : JSON.stringify(text));
  return { server, log, write: (name, text) => writeFileSync(join(folder, name), textOf(text)) };
}

const sized = (maximum: number): Plain =>
  small(document => {
    document.components.schemas.Me.properties.id = { type: 'integer', minimum: maximum, maximum };
  });

const idOf = async (server: MockServer): Promise<unknown> => (await ask(server, { path: '/me', token: 'a' })).json.id;

describe('--watch', () => {
  it('reloads a changed document', async () => {
    const { server, log, write } = await watch({ 'd.json': sized(1) });
    expect(await idOf(server)).toBe(1);
    write('d.json', sized(2));
    await until(() => log.lines.length > 0);
    expect(log.lines).toMatchObject([{ level: 'info', message: expect.stringContaining('in service') }]);
    expect(await idOf(server)).toBe(2);
  });

  it('reloads a file that an editor replaces', async () => {
    const { server, log } = await watch({ 'd.json': sized(1) });
    const file = server.served.document.files[0] ?? '';
    writeFileSync(`${file}.new`, JSON.stringify(sized(3)));
    renameSync(`${file}.new`, file);
    await until(() => log.lines.length > 0);
    expect(await idOf(server)).toBe(3);
  });

  it('reloads a changed file that the document refers to', async () => {
    const document = small(d => {
      d.components.schemas.Me.properties.id = { $ref: 'id.json' };
    });
    const { server, log, write } = await watch({ 'd.json': document, 'id.json': { const: 'old' } });
    expect(await idOf(server)).toBe('old');
    write('id.json', { const: 'new' });
    await until(() => log.lines.length > 0);
    expect(await idOf(server)).toBe('new');
  });

  it('reloads a file that a change refers to first', async () => {
    const { server, log, write } = await watch({ 'd.json': sized(1), 'id.json': { const: 'old' } });
    write(
      'd.json',
      small(d => Object.assign(d.components.schemas.Me.properties, { id: { $ref: 'id.json' } })),
    );
    await until(() => log.lines.length === 1);
    write('id.json', { const: 'new' });
    await until(() => log.lines.length === 2);
    expect(await idOf(server)).toBe('new');
  });

  it('drops no request on the way', async () => {
    const { server, log, write } = await watch({ 'd.json': sized(1) });
    const replies: Reply[] = [];
    let stop = false;
    const hammer = async (): Promise<void> => {
      while (!stop) replies.push(await ask(server, { path: '/me', token: 'a' }));
    };
    const clients = Promise.all([hammer(), hammer(), hammer()]);
    await until(() => replies.length > 20);
    write('d.json', sized(2));
    await until(() => log.lines.length > 0);
    const after = replies.length;
    await until(() => replies.length > after + 20);
    stop = true;
    await clients;
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    const ids = replies.map(({ json }) => json.id);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids)).toEqual(new Set([1, 2]));
  });

  it('lets a request that is under way end as it began', async () => {
    const { server, log, write } = await watch({ 'd.json': sized(1) });
    server.sessions.default.once({ name: 'late', kind: 'scenario', title: '', steps: [{ delayMs: 1500 }] });
    const slow = idOf(server);
    await until(() => server.sessions.default.journal.count() === 1);
    write('d.json', sized(2));
    await until(() => log.lines.length > 0);
    expect(await slow).toBe(1);
  });

  it.each<[string, unknown, string, RegExp]>([
    ['is no YAML', 'openapi: [', 'ERR_DOCUMENT_UNPARSABLE', /d\.json:1/],
    ['is no OpenAPI', { ...sized(2), paths: 7 }, 'ERR_DOCUMENT_INVALID', /paths/],
    ['cannot be served', sized(2.5), 'ERR_PROFILE_UNGENERATABLE', /Me\/properties\/id/],
  ])(
    'keeps the last good document where the new one %s, and says what is wrong where',
    async (_, text, code, where) => {
      const { server, log, write } = await watch({ 'd.json': sized(1) });
      write('d.json', text);
      await until(() => log.lines.length > 0);
      const [line] = log.lines;
      expect(line?.level).toBe('error');
      expect(line?.message).toMatch(/The last valid document stays in service\.$/);
      expect(line?.fields?.['code']).toMatch(new RegExp(`^(${code})$`));
      expect(JSON.stringify(line)).toMatch(where);
      expect(await idOf(server)).toBe(1);
      write('d.json', sized(4));
      await until(() => log.lines.length > 1);
      expect(await idOf(server)).toBe(4);
    },
  );

  it('keeps sessions, journal and queue', async () => {
    const { server, log, write } = await watch({ 'd.json': sized(1) });
    const session = server.sessions.open('s');
    await ask({ url: `${server.url}/sessions/s` }, { path: '/me', token: 'a' });
    session.once({ name: 'late', kind: 'scenario', title: '', steps: [{ status: 401 }] });
    write('d.json', sized(2));
    await until(() => log.lines.length > 0);
    expect((await ask({ url: `${server.url}/sessions/s` }, { path: '/me', token: 'a' })).status).toBe(401);
    expect(session.journal.count()).toBe(2);
  });

  it('serves the built-in personas after a claim of theirs changed its type', async () => {
    const { server, log, write } = await watch({ 'd.yaml': changedYaml(() => undefined) });
    expect((await ask(server, { token: 'mock.alice' })).json.email_verified).toBe(true);
    write(
      'd.yaml',
      changedYaml(document => {
        document.components.schemas.UserInfo.properties.email_verified = { enum: ['yes', 'no'] };
        document.components.examples['first-last'].value.email_verified = 'yes';
      }),
    );
    await until(() => log.lines.length > 0);
    const { status, json } = await ask(server, { token: 'mock.alice' });
    expect(status).toBe(200);
    expect(['yes', 'no']).toContain(json.email_verified);
    expect(json.given_name).toBe('Alice');
  });
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeRecordings } from '../../src/traffic/recordings/recording.ts';
import { shapeOf } from '../../src/traffic/recordings/take-shape.ts';
import { document, exchange, getUserInfo } from '../traffic/recordings/exchanges.ts';
import { profile } from '../traffic/recordings/write-har.ts';
import { writeFiles } from '../written-files.ts';
import { runCli } from './run-cli.ts';

const original = readFileSync('spec/userinfo.yaml', 'utf8');
const files = writeFiles({
  'old.yaml': original,
  'breaking.yaml': original.replace('required: [sub]\n', 'required: []\n'),
  'maybe.yaml': original.replace('limit: 500', 'limit: 50'),
  'broken.yaml': 'openapi: 3.1.1',
});
const folder = dirname(files);
const at = (name: string): string => join(folder, name);

function record(name: string, body: unknown, kind = 'valid-token.get'): void {
  writeRecordings(at(name), [shapeOf(exchange(body), { document, operation: getUserInfo, kind })]);
}

record('monday', profile);
record('tuesday', { ...profile, opt_in: 'yes' });
record('other', profile, 'post.post');
mkdirSync(at('empty'));

describe('aps-userinfo diff', () => {
  it.each<[string, readonly string[], number, string]>([
    ['the same document', ['old.yaml', 'old.yaml'], 0, 'no findings'],
    [
      'one that breaks a reader',
      ['old.yaml', 'breaking.yaml'],
      1,
      'error diff/claim-optional: /sub of status 200 may now be missing.',
    ],
    ['one that may', ['old.yaml', 'maybe.yaml'], 0, 'warning diff/rate-limit-changed'],
    ['one that may, strictly', ['old.yaml', 'maybe.yaml', '--strict'], 1, 'error diff/rate-limit-changed'],
    [
      'one that breaks, ignored',
      ['old.yaml', 'breaking.yaml', '--ignore', 'diff/claim-optional'],
      0,
      'info diff/claim-optional',
    ],
    ['the same recordings', ['monday', 'monday'], 0, 'no findings'],
    [
      'recordings that drifted',
      ['monday', 'tuesday'],
      1,
      'error drift/type-changed: /opt_in is a string; it was a boolean.',
    ],
    [
      'recordings of different things',
      ['monday', 'other'],
      3,
      'Incomplete: nothing, or fewer checks than required, ran.',
    ],
  ])('says of %s whether a reader breaks, as text and exit code', async (_, args, exitCode, text) => {
    const found = await runCli(['diff', ...args.map(arg => (/^(-|diff)/.test(arg) ? arg : at(arg)))]);
    expect(found.stderr).toBe('');
    expect(found.stdout).toContain(text);
    expect(found.exitCode).toBe(exitCode);
  });

  it.each<[string, readonly string[], string]>([
    [
      'two kinds',
      ['old.yaml', 'monday'],
      'is a folder, and so recordings (ERR_CLI_USAGE). Use two documents, or two folders of recordings.',
    ],
    ['nothing', ['old.yaml', 'nowhere.yaml'], 'does not exist'],
    ['a document that is none', ['old.yaml', 'broken.yaml'], '(ERR_DOCUMENT_INVALID)'],
    ['an empty folder', ['monday', 'empty'], 'has no recording (ERR_RECORDING_UNREADABLE)'],
  ])('reports %s in one line', async (_, args, text) => {
    const { exitCode, stdout, stderr } = await runCli(['diff', ...args.map(at)]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(text);
  });

  it('requires two arguments', async () => {
    const { exitCode, stderr } = await runCli(['diff', at('old.yaml')]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: "error: Missing required argument 'new' (ERR_CLI_USAGE). See aps-userinfo diff --help.\n",
    });
  });

  it('writes reports that programs read', async () => {
    const { exitCode, stdout } = await runCli(['diff', at('old.yaml'), at('breaking.yaml'), '--report', 'json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ command: 'diff', exitCode: 1 });
  });

  it('compares recordings by the given document', async () => {
    writeFileSync(
      at('lenient.yaml'),
      original.replace(
        '          type: boolean\n          examples: [false]\n          x-person: marketingOptIn',
        '          type: [boolean, string]\n          examples: [false]',
      ),
    );
    const { exitCode, stdout } = await runCli(['diff', at('monday'), at('tuesday'), '--spec', at('lenient.yaml')]);
    expect(stdout).toContain('warning drift/type-changed');
    expect(exitCode).toBe(0);
  });
});

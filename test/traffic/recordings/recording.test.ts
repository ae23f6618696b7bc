import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import schema from '../../../spec/recording.schema.json' with { type: 'json' };
import { readRecordings, requireRecordingsFolder, writeRecordings } from '../../../src/traffic/recordings/recording.ts';
import { mergeShapes, type Shape } from '../../../src/traffic/recordings/shape.ts';
import { shapeOf } from '../../../src/traffic/recordings/take-shape.ts';
import { folderWith, writeFiles } from '../../written-files.ts';
import { document, exchange, gatewayError, getUserInfo } from './exchanges.ts';
import { thrownBy } from './thrown-by.ts';
import { profile } from './write-har.ts';

const shapes: readonly Shape[] = [
  shapeOf(exchange(gatewayError('AUTH-012'), { status: 401 }), {
    document,
    operation: getUserInfo,
    kind: 'no-token.get',
  }),
  shapeOf(exchange({ ...profile, 'bob@example.com': { x: [1.5, null] } }), {
    document,
    operation: getUserInfo,
    kind: 'valid-token.get',
  }),
  shapeOf(exchange('<html>', { method: 'PUT', path: '/secret', status: 405 }), { document, operation: undefined }),
];

/** A folder of this test that does not exist yet. */
function freshFolder(): string {
  return join(dirname(writeFiles({ 'unused.txt': '' })), 'recordings');
}

describe('recordings', () => {
  it('are read as they were written, one file for each kind', () => {
    const folder = freshFolder();
    writeRecordings(folder, shapes);
    expect(readdirSync(folder).sort()).toEqual(['no-token.get.json', 'put.json', 'valid-token.get.json']);
    expect(readRecordings(folder)).toEqual([...shapes].sort((a, b) => (a.kind < b.kind ? -1 : 1)));
  });

  it('are the same bytes whenever the same is seen', () => {
    const folders = [freshFolder(), freshFolder()];
    for (const folder of folders) writeRecordings(folder, shapes);
    const [first, second] = folders.map(folder =>
      readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8')),
    );
    expect(first).toEqual(second);
    expect(first?.join()).not.toMatch(/\d{4}-\d\d-\d\d/);
  });

  it('are the same bytes in whichever order the answers came', () => {
    const of = (body: unknown): Shape => shapeOf(exchange(body), { document, operation: getUserInfo });
    const [a, b] = [of({ sub: null, name: 'Bob', shoeSize: { x: 1 } }), of({ shoeSize: [], name: null, sub: 1.5 })];
    const folders = [mergeShapes(a, b), mergeShapes(b, a)].map(shape => {
      const folder = freshFolder();
      writeRecordings(folder, [shape]);
      return readFileSync(join(folder, 'getUserInfo.json'), 'utf8');
    });
    expect(folders[0]).toBe(folders[1]);
  });

  it('satisfy their published schema', () => {
    const validate = new Ajv2020({ allErrors: true }).compile(schema);
    const folder = freshFolder();
    writeRecordings(folder, shapes);
    for (const name of readdirSync(folder)) {
      validate(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      expect(validate.errors).toBeNull();
    }
  });

  it('replace those of the same kind and leave others', () => {
    const folder = freshFolder();
    writeRecordings(folder, shapes);
    writeRecordings(folder, shapes.slice(0, 1));
    expect(readRecordings(folder)).toHaveLength(3);
  });

  it('never leave the folder for the name of an operation', () => {
    const folder = freshFolder();
    const [shape] = shapes;
    if (shape) writeRecordings(folder, [{ ...shape, kind: '../../get /userinfo' }]);
    expect(readdirSync(folder)).toEqual(['get-userinfo.json']);
  });

  it('leave those that were there as they were, if one cannot be written', () => {
    const folder = freshFolder();
    writeRecordings(folder, shapes.slice(0, 1));
    const before = readFileSync(join(folder, 'no-token.get.json'), 'utf8');
    // In the way of a draft.
    mkdirSync(join(folder, `valid-token.get.json.${process.pid}.draft`));
    expect(thrownBy(() => writeRecordings(folder, shapes)).code).toBe('ERR_RECORDING_UNWRITABLE');
    expect(readFileSync(join(folder, 'no-token.get.json'), 'utf8')).toBe(before);
    expect(existsSync(join(folder, 'valid-token.get.json'))).toBe(false);
    expect(readdirSync(folder).filter(name => name.startsWith('no-token'))).toEqual(['no-token.get.json']);
  });
});

describe('a folder that recordings are to be written into', () => {
  it('is made by the first recording, with those above it, and not before', () => {
    const above = freshFolder();
    requireRecordingsFolder(join(above, 'of', 'today'));
    expect(existsSync(above)).toBe(false);
    writeRecordings(join(above, 'of', 'today'), shapes);
    expect(readdirSync(join(above, 'of', 'today'))).toHaveLength(3);
  });

  it('is removed again, with those above it, where a recording cannot be written', () => {
    const above = freshFolder();
    const [shape] = shapes;
    const long = shape ? [{ ...shape, kind: 'x'.repeat(300) }] : [];
    const error = thrownBy(() => writeRecordings(join(above, 'of', 'today'), long));
    expect(error.code).toBe('ERR_RECORDING_UNWRITABLE');
    expect(error.message).toContain(`${'x'.repeat(300)}.json" cannot be written`);
    expect(existsSync(above)).toBe(false);
  });

  it('may have recordings, empty files and what is not JSON', () => {
    const folder = folderWith({ 'empty.json': '', 'readme.txt': 'Recordings.' });
    writeRecordings(folder, shapes);
    requireRecordingsFolder(folder);
    expect(readdirSync(folder)).toHaveLength(5);
  });

  it.each([
    ['a file', () => writeFiles({ 'in-the-way': '' }), 'a part of the path is a file'],
    ['below a file', () => join(writeFiles({ 'in-the-way': '' }), 'a', 'b'), 'a part of the path is a file'],
    ['of other JSON', () => folderWith({ 'package.json': '{"name":"mine"}' }), 'package.json" exists, and is not a'],
  ])('is refused where it is %s', (_, folder, words) => {
    const error = thrownBy(() => requireRecordingsFolder(folder()));
    expect(error.code).toBe('ERR_RECORDING_UNWRITABLE');
    expect(error.message).toContain(words);
  });
});

describe('a recording that cannot be read', () => {
  const withFile = (text: string): string => folderWith({ 'a.json': text });

  it.each<[string, () => string, string]>([
    ['is no folder', () => join(freshFolder(), 'x'), 'there is no such file or folder'],
    ['is a file', () => writeFiles({ 'a.json': '{}' }), 'a part of the path is a file'],
    ['has no recording', () => dirname(writeFiles({ 'readme.txt': '' })), 'has no recording'],
    ['is not JSON', () => withFile('{ "kind": "secret'), 'it is not JSON'],
    ['has no end', () => withFile('{"a":'.repeat(2000)), 'it is nested deeper than 1000 levels'],
    ['is something else', () => withFile('{ "log": {} }'), 'it must have required property'],
    [
      'is of a later version',
      () => withFile('{"version":2,"kind":"a","method":"GET","path":"/","answers":{}}'),
      '/version must be equal',
    ],
    [
      'has more than shapes',
      () =>
        withFile(
          '{"version":1,"kind":"a","method":"GET","path":"/","answers":{"200":{"headers":{},"bodies":["json"],"value":{"string":{"forms":["Bob"],"lengths":["0"]}}}}}',
        ),
      '/answers/200/value/string/forms/0 must be equal to one of the allowed values',
    ],
  ])('is reported in one line: it %s', (_, folder, words) => {
    const error = thrownBy(() => readRecordings(folder()));
    expect(error.code).toBe('ERR_RECORDING_UNREADABLE');
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('secret');
  });

  it('is reported if its folder is not writable', () => {
    const file = writeFiles({ 'in-the-way': '' });
    expect(thrownBy(() => writeRecordings(file, shapes)).code).toBe('ERR_RECORDING_UNWRITABLE');
    expect(thrownBy(() => writeRecordings(join(file, 'below'), shapes)).message).toContain('cannot be written');
  });
});

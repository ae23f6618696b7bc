// What the build does in advance says the same as what is done on the spot, and loads none of what it replaces.

import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { precompile, precompileMetaSchemas } from '../../../spec/precompile.ts';
import {
  compileSchema,
  createAjv,
  metaSchemaFolder,
  metaSchemas,
  metaSchemaTree,
} from '../../../src/contract/openapi/ajv.ts';
import type { ApiDocument, Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';
import { schemaPointers } from '../../../src/contract/openapi/load-and-check.ts';
import { openPrecompiled, type Precompiled } from '../../../src/contract/openapi/precompiled.ts';
import { documentCodes, readYaml } from '../../../src/contract/openapi/read-yaml.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { writeFiles } from '../../written-files.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

// Within the repository: the compiled code asks for ajv's runtime, which is looked up from where it stands.
let folder = '';
let nothing: Precompiled;
let precompiled: Precompiled;
let document: ApiDocument;
const extra = writeFiles({ 'persona.yaml': 'name: Bob\n' });

beforeAll(async () => {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  folder = mkdtempSync(join(root, 'node_modules/.cache/precompiled-'));
  nothing = openPrecompiled(join(folder, 'nothing'));
  await precompile({ document: builtinDocument(), files: [extra], folder });
  precompiled = openPrecompiled(folder);
  document = await loadDocument(builtinDocument(), { precompiled: nothing });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('precompiled files', () => {
  it('are recognised by their bytes, wherever they stand', () => {
    const copy = writeFiles({ 'copy.yaml': '' });
    cpSync(extra, copy);
    const { hash } = readYaml(copy, documentCodes, nothing);
    expect(precompiled.value(hash)).toEqual({ name: 'Bob' });
    expect(readYaml(writeFiles({ 'other.yaml': 'name: Eve\n' }), documentCodes, precompiled).value).toEqual({
      name: 'Eve',
    });
  });

  it('still know the line of everything', () => {
    const file = writeFiles({ 'persona.yaml': 'name: Bob\n' });
    expect(readYaml(file, documentCodes, precompiled).locate('/name')).toEqual({ file, line: 1, column: 1 });
  });

  it('give the same document as reading and checking it', async () => {
    expect(precompiled.knows(document.hash)).toBe(true);
    const {
      operations,
      root: tree,
      files,
      hash,
      title,
      version,
    } = await loadDocument(builtinDocument(), { precompiled });
    expect({ operations, tree, files, hash, title, version }).toEqual({
      operations: document.operations,
      tree: document.root,
      files: document.files,
      hash: document.hash,
      title: document.title,
      version: document.version,
    });
  });
});

describe('a precompiled document of several files', () => {
  it('is the same as the one read on the spot, and is read anew when one of its files is another', async () => {
    const second = join(folder, 'second');
    mkdirSync(second);
    await precompile({ document: builtinDocument('v2'), files: [], folder: second });
    const inAdvance = openPrecompiled(second);
    const [fast, slow] = [
      await loadDocument(builtinDocument('v2'), { precompiled: inAdvance }),
      await loadDocument(builtinDocument('v2'), { precompiled: nothing }),
    ];
    expect([fast.root, fast.operations, fast.files, fast.hash]).toEqual([
      slow.root,
      slow.operations,
      slow.files,
      slow.hash,
    ]);
    expect(inAdvance.knows(fast.hash)).toBe(true);
    for (const at of ['/components/schemas/UserInfo/properties/sub', '/components/schemas/UserInfoV2'])
      expect(fast.locate(at)).toEqual(slow.locate(at));
    const copies = writeFiles({ 'userinfo-v2.yaml': '', 'userinfo.yaml': '' });
    for (const api of ['v1', 'v2'] as const) {
      cpSync(builtinDocument(api), join(dirname(copies), basename(builtinDocument(api))));
    }
    appendFileSync(join(dirname(copies), 'userinfo.yaml'), '\n# changed\n');
    const changed = await loadDocument(join(dirname(copies), 'userinfo-v2.yaml'), { precompiled: inAdvance });
    expect(inAdvance.knows(changed.hash)).toBe(false);
    expect(changed.operations).toEqual(slow.operations);
  });
});

describe('precompiled validators', () => {
  it('give the same verdict and the same findings as compiled ones', () => {
    const [fast, slow] = [createValidators(document, precompiled), createValidators(document, nothing)];
    const pointers = new Set(document.operations.flatMap(schemaPointers));
    expect(pointers.size).toBeGreaterThan(3);
    let invalid = 0;
    for (const pointer of pointers) {
      expect(precompiled.check(document.hash, pointer, 'verdict'), pointer).toBeTypeOf('function');
      for (const value of trials()) {
        expect(fast.get(pointer).isValid(value)).toBe(slow.get(pointer).isValid(value));
        const findings = fast.get(pointer).check(value, 'a test');
        expect(findings).toEqual(slow.get(pointer).check(value, 'a test'));
        invalid += findings.length;
      }
    }
    expect(invalid).toBeGreaterThan(100);
  });

  // Addresses that are not plain, and lengths that differ in UTF-16 units and code points, among others.
  const others = [null, 1.5, '', 'x y', 'https://[::1]/a%20b', 'https://[::1/', '🦊'.repeat(127), [], {}, [{ a: 1 }]];

  /** Every example of the document, whole, and with each member replaced by values of other kinds. */
  function trials(): Json[] {
    const examples = document.operations.flatMap(({ responses }) =>
      [...responses.values()].flatMap(response => [...response.examples.values()].map(({ value }) => value)),
    );
    const objects = examples.filter((value): value is JsonObject => typeof value === 'object' && value !== null);
    const changed = objects.flatMap(value =>
      Object.keys(value).flatMap(key => others.map(other => ({ ...value, [key]: other }))),
    );
    return [...examples, ...changed, null, 1, 'x', [], {}];
  }
});

describe('precompiled schemas of documents', () => {
  it.each(metaSchemas)('give the same verdict as compiled ones: %s', name => {
    precompileMetaSchemas(folder);
    const fast = openPrecompiled(join(folder, metaSchemaFolder(name))).check(name, '', 'verdict');
    const slow = compileSchema(createAjv('verdict'), metaSchemaTree(name), '');
    const tree = { ...document.root, openapi: name === 'schema' ? '3.1.1' : `${name}.0` };
    const values = [tree, { ...tree, paths: 1 }, { ...tree, info: {} }, { type: 'object' }, { type: 'text' }, 1, null];
    expect(values.map(value => fast?.(value))).toEqual(values.map(value => slow(value)));
  });
});

describe('a start with the document of the package', () => {
  it('loads neither the YAML parser, nor the compiler of ajv, nor the schema of OpenAPI', () => {
    const built = join(folder, 'package');
    cpSync(dirname(builtinDocument()), join(built, 'spec'), { recursive: true });
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), ...compilerOptions(join(built, 'dist'))],
      {
        cwd: root,
        stdio: 'inherit',
      },
    );
    for (const name of ['precompiled.json', 'precompiled.cjs', 'precompiled-report.cjs']) {
      cpSync(join(folder, name), join(built, 'dist', name));
    }
    const { valid, findings, loaded } = JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '--eval', probe(built)], { encoding: 'utf8' }),
    );
    expect({ valid, findings }).toEqual({ valid: true, findings: 1 });
    expect(
      loaded.filter((file: string) =>
        /node_modules\/(?:yaml|@seriousme)\/|ajv\/dist\/(?:compile|core|2020)/u.test(file),
      ),
    ).toEqual([]);
    expect(loaded.some((file: string) => file.endsWith('load-and-check.js'))).toBe(false);
  });

  function compilerOptions(outDir: string): string[] {
    const options =
      '--target es2023 --module nodenext --skipLibCheck --rewriteRelativeImportExtensions --types node --rootDir src';
    return [
      '--ignoreConfig',
      ...options.split(' '),
      '--outDir',
      outDir,
      'src/contract/openapi/load.ts',
      'src/contract/openapi/validators.ts',
    ];
  }

  function probe(built: string): string {
    const example = document.operations[0]?.responses.get('200')?.examples.values().next().value?.value;
    return `
      import { createRequire, registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
      const { loadDocument, builtinDocument } = await import(${JSON.stringify(join(built, 'dist/contract/openapi/load.js'))});
      const { createValidators } = await import(${JSON.stringify(join(built, 'dist/contract/openapi/validators.js'))});
      const document = await loadDocument(builtinDocument());
      const validator = createValidators(document).get('/components/schemas/UserInfo');
      const valid = validator.isValid(${JSON.stringify(example)});
      const findings = validator.check({ sub: 1 }, 'a test').length;
      loaded.push(...Object.keys(createRequire(import.meta.url).cache));
      console.log(JSON.stringify({ valid, findings, loaded }));
    `;
  }
});

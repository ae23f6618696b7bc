// Which reports are requested, and how they are written: whole, or not at all.

import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RenderOptions } from '../../../src/contract/findings/render.ts';
import {
  parseReports,
  prepareReports,
  type ReportRequest,
  renderers,
  writeReports,
} from '../../../src/contract/findings/reports.ts';
import { sampleReport } from './sample-report.ts';

function emptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'reports-'));
}

function write(requests: readonly ReportRequest[], options?: RenderOptions): string[] {
  const printed: string[] = [];
  writeReports(sampleReport, requests, text => printed.push(text), options);
  return printed;
}

describe('--report', () => {
  it('is text on standard output by default', () => {
    expect(parseReports([])).toEqual([{ name: 'text' }]);
  });

  it('takes several names, with and without a file', () => {
    expect(parseReports(['text', 'github', 'junit=out/a=b.xml', 'sarif=x.sarif'])).toEqual([
      { name: 'text' },
      { name: 'github' },
      { name: 'junit', file: 'out/a=b.xml' },
      { name: 'sarif', file: 'x.sarif' },
    ]);
  });

  it.each([
    [['jnit=a.xml'], 'Unknown report "jnit".', 'Did you mean "junit"?'],
    [['html'], 'Unknown report "html".', 'Known: text, json, junit, sarif, github.'],
    [['toString'], 'Unknown report "toString".', 'Known: text, json, junit, sarif, github.'],
    [['json='], 'The report "json=" names no file.', 'Write "json=FILE", or "json" for standard output.'],
    [
      ['text', 'json'],
      'Standard output cannot take text and json at once.',
      'Write one of them to a file: --report json=FILE.',
    ],
  ])('rejects %j', (texts, message, hint) => {
    expect(() => parseReports(texts)).toThrowError(expect.objectContaining({ code: 'ERR_CLI_USAGE', message, hint }));
  });

  it('rejects the same file twice, however it is written, and lists all problems', () => {
    expect(() => parseReports(['json=a/b', 'text=a/c/../b', 'xml'])).toThrowError(
      expect.objectContaining({
        code: 'ERR_CLI_USAGE',
        details: [
          expect.stringContaining('Unknown report "xml".'),
          expect.stringMatching(/^Several reports go to ".*b"\. Give each report its own file\.$/),
        ],
      }),
    );
  });
});

describe('reports', () => {
  it('are written to their files, the rest is printed', () => {
    const folder = emptyFolder();
    const requests = Object.keys(renderers).map(name => ({ name, file: join(folder, name) })) as ReportRequest[];
    expect(write([...requests, { name: 'text' }])).toEqual([renderers.text(sampleReport)]);
    for (const [name, render] of Object.entries(renderers)) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(render(sampleReport));
    }
    expect(readdirSync(folder).sort()).toEqual(Object.keys(renderers).sort());
  });

  it('have colours only when printed', () => {
    const file = join(emptyFolder(), 'report.txt');
    const [printed] = write([{ name: 'text' }, { name: 'text', file }], { color: true });
    expect(printed).toContain('\u001b[31m');
    expect(readFileSync(file, 'utf8')).not.toContain('\u001b');
  });

  it('replace an old file, also behind a link', () => {
    const folder = emptyFolder();
    const [file, link] = [join(folder, 'old.json'), join(folder, 'link.json')];
    writeFileSync(file, 'x'.repeat(1_000_000));
    symlinkSync(file, link);
    write([{ name: 'json', file: link }]);
    expect(readFileSync(file, 'utf8')).toBe(renderers.json(sampleReport));
    expect(readdirSync(folder).sort()).toEqual(['link.json', 'old.json']);
  });

  it('go directly into a pipe', () => {
    const pipe = join(emptyFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Opened for both, so that neither end waits for the other.
    const end = openSync(pipe, 'r+');
    prepareReports([{ name: 'text', file: pipe }]);
    write([{ name: 'text', file: pipe }]);
    const buffer = Buffer.alloc(65_536);
    expect(buffer.toString('utf8', 0, readSync(end, buffer))).toBe(renderers.text(sampleReport));
    closeSync(end);
  });

  it.each([
    ['in no folder', (folder: string) => join(folder, 'missing', 'a.xml'), 'there is no such folder'],
    ['below a file', (folder: string) => join(folder, 'kept.txt', 'a.xml'), 'a part of the path is a file'],
    ['that are folders', (folder: string) => join(folder, 'sub'), 'it is a folder'],
  ])('%s are reported, before and after the run, and leave nothing behind', (_where, fileIn, reason) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'kept.txt'), 'kept');
    mkdirSync(join(folder, 'sub'));
    const requests = [
      { name: 'json', file: join(folder, 'kept.txt') },
      { name: 'junit', file: fileIn(folder) },
    ] as const;
    const printed: string[] = [];
    const attempts = [
      () => prepareReports(requests),
      () => writeReports(sampleReport, [...requests, { name: 'text' }], text => printed.push(text)),
    ];
    for (const attempt of attempts) {
      expect(attempt).toThrowError(
        expect.objectContaining({
          code: 'ERR_REPORT_UNWRITABLE',
          message: `The report "${fileIn(folder)}" cannot be written: ${reason}.`,
        }),
      );
      expect(readdirSync(folder).sort()).toEqual(['kept.txt', 'sub']);
      expect(readFileSync(join(folder, 'kept.txt'), 'utf8')).toBe('kept');
    }
    expect(printed).toEqual([]);
  });

  it('of an earlier run are deleted before the next one starts', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'old.json'), 'old');
    prepareReports([
      { name: 'json', file: join(folder, 'old.json') },
      { name: 'junit', file: join(folder, 'new.xml') },
      { name: 'text' },
    ]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

// Files that a test writes in place; removed when the test is done.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes a document. @returns its file */
export function loadYaml(text: string): string {
  return writeText('document.yaml', text);
}

/** Writes a file in a folder of its own. @returns its path */
export function writeText(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pact-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

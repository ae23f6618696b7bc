// Which schemas are proven: in this process, since tests start many mocks of one document, and beside Node's compile cache,
// since the command line starts with the same document many times.

import { createHash } from 'node:crypto';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import * as module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageVersion } from '../base/package-files.ts';
import type { JsonObject } from '../contract/openapi/document.ts';
import { shippedPrecompiled } from '../contract/openapi/precompiled.ts';
import type { SchemaTarget } from './generate-value.ts';

/** What a proof depends on. */
interface Proof extends SchemaTarget {
  readonly seed: string;
  readonly locale: string;
}

const proven = new Set<string>();

/** A document of the package: tests prove its schema, and that the personas of the package suit it, so that a start need not. */
export function isOfPackage({ document }: SchemaTarget): boolean {
  return shippedPrecompiled().knows(document.hash);
}

export function isProven(proof: Proof): boolean {
  if (isOfPackage(proof)) return true;
  if (proven.size > 1000) proven.clear();
  if (proven.has(proofOf(proof))) return true;
  const file = fileOf(proof);
  return file !== undefined && existsSync(file);
}

export function keepProof(proof: Proof): void {
  proven.add(proofOf(proof));
  const file = fileOf(proof);
  try {
    if (file !== undefined) writeFileSync(file, '');
  } catch {
    // The next start proves it again.
  }
}

function proofOf({ document, schemaPointer, locale }: Proof): string {
  return `${hashOf(document.root)} ${schemaPointer} ${locale}`;
}

const hashes = new WeakMap<JsonObject, string>();

/** Of what is read, since options decide how a file is read. */
function hashOf(root: JsonObject): string {
  const hash = hashes.get(root) ?? sha256(JSON.stringify(root));
  hashes.set(root, hash);
  return hash;
}

/** Its name says what the proof depends on. Undefined without the cache, and for sources, which change one by one. */
function fileOf(proof: Proof): string | undefined {
  const folder = module.getCompileCacheDir?.();
  const code = fileURLToPath(import.meta.url);
  if (folder === undefined || code.endsWith('.ts')) return undefined;
  const facts = [packageVersion(), statSync(code).mtimeMs, proofOf(proof), proof.seed];
  return join(folder, `aps-userinfo-proven-${sha256(JSON.stringify(facts))}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

// Follows the document while the server runs: says at the start what is not served, and reloads the document when its files
// change; after a broken edit, the last valid document stays in service.

import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { clearTimeout, setTimeout } from 'node:timers';
import { counted } from '../../base/counted.ts';
import { KitError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { DocumentWarning, Operation } from '../../contract/openapi/document.ts';
import { profileCandidates } from '../../contract/openapi/serve.ts';
import type { ServedDocument } from './served-document.ts';

/**
 * @param load reads the document again
 * @param take puts it into service
 * @returns stops watching
 */
export function watchDocument(
  first: ServedDocument,
  load: () => Promise<ServedDocument>,
  take: (next: ServedDocument) => Promise<void>,
  log: Log,
): { close(): void } {
  let pending = Promise.resolve();
  let closed = false;
  const watcher = watchFiles(first.document.files, () => {
    pending = pending.then(reload);
  });
  async function reload(): Promise<void> {
    if (closed) return;
    try {
      const next = await load();
      await take(next);
      watcher.update(next.document.files);
      for (const line of next.leftOut) log.warn(line);
      log.info('the changed document is in service', { file: next.document.file });
    } catch (error) {
      tell(error, log);
    }
  }
  return {
    close() {
      closed = true;
      watcher.close();
    },
  };
}

function tell(error: unknown, log: Log): void {
  const still = 'The last valid document stays in service.';
  if (error instanceof KitError) {
    log.error(`${error.summary} ${still}`, { code: error.code, hint: error.hint, problems: error.details });
  } else {
    log.error(`A bug in aps-userinfo. ${still}`, { stack: error instanceof Error ? error.stack : String(error) });
  }
}

// Detects changes of files by polling: notifications of the operating system do not cross mounted volumes, and are lost when
// an editor replaces a file.

/** Does not keep the process alive. */
export interface Watcher {
  close(): void;
  update(files: readonly string[]): void;
}

// A change counts when it was seen twice, so that no file is read half written: within a bit more than two intervals.
const intervalMs = 100;

/**
 * Calls back once for each change of any file (content, removal, creation), within 400 ms after it settles.
 */
export function watchFiles(files: readonly string[], onChange: () => void): Watcher {
  let watched = files;
  let told = watched.map(fingerprint).join('\n');
  let seen = told;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    const asked = watched;
    const now = (await Promise.all(asked.map(fingerprintLater))).join('\n');
    if (closed) return;
    if (asked === watched) {
      const isChange = now === seen && now !== told;
      seen = now;
      if (isChange) {
        told = now;
        onChange();
      }
    }
    schedule();
  };
  const schedule = (): void => {
    if (closed) return;
    timer = setTimeout(() => void look(), intervalMs);
    timer.unref();
  };
  schedule();

  return {
    close() {
      closed = true;
      clearTimeout(timer);
    },
    update(next) {
      if (next.length === watched.length && next.every((file, index) => file === watched[index])) return;
      watched = next;
      told = watched.map(fingerprint).join('\n');
      seen = told;
    },
  };
}

interface Stats {
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly size: bigint;
  readonly ino: bigint;
}

const missing = 'missing';

function fingerprint(file: string): string {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats ? format(stats) : missing;
}

async function fingerprintLater(file: string): Promise<string> {
  try {
    return format(await stat(file, { bigint: true }));
  } catch {
    return missing;
  }
}

function format({ mtimeNs, ctimeNs, size, ino }: Stats): string {
  return `${mtimeNs} ${ctimeNs} ${size} ${ino}`;
}

// Start-up messages about the document: operations that are not served, and tolerated mistakes.

// --check lists the others.
const mostShown = 10;

/** Logs what is not served or left out, the warnings that matter for the operations that are served, and how many others there are. */
export function logDocument({ document, profile, leftOut }: ServedDocument, log: Log): void {
  const { file, unserved, warnings } = document;
  for (const line of leftOut) log.warn(line);
  if (unserved.length > 0) {
    log.warn(`${counted(unserved.length, 'operation')} not served, each answers 501`, {
      operations: shortened(unserved.map(({ operation, reason }) => `${nameOf(operation)} (${reason})`)),
    });
  }
  const used = warnings.filter(({ code }) => code !== 'document/not-served');
  for (const warning of used.slice(0, mostShown)) warn(warning, log);
  const others = warnings.length - used.length;
  const lists = `aps-userinfo mock --spec ${file} --check lists them`;
  if (used.length > mostShown)
    log.warn(`${counted(used.length - mostShown, 'more warning')} of the document: ${lists}`);
  if (others > 0) log.warn(`${counted(others, 'problem')} in parts that are not served: ${lists}`);
  if (profile === undefined) {
    log.warn('several operations may return the profile, so login uses none: choose one with --operation', {
      operations: shortened(profileCandidates(document).map(nameOf)),
    });
  } else if (used.length + others + unserved.length > 0) {
    log.info('profile operation', { operation: nameOf(profile) });
  }
}

function warn({ code, pointer, message, hint }: DocumentWarning, log: Log): void {
  log.warn(`${pointer}: ${message}`, { code, ...(hint !== undefined && { hint }) });
}

function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

function shortened(names: readonly string[]): string {
  const more = names.length - mostShown;
  return names.slice(0, mostShown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

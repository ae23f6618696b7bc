// Detects changes of files by polling: notifications of the operating system do not cross mounted volumes, and are lost when
// an editor replaces a file.

import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { clearTimeout, setTimeout } from 'node:timers';

/** Does not keep the process alive. */
export interface Watcher {
  close(): void;
  /** Changes the watched files. */
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

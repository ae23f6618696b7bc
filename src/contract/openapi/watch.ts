// Notices changes of files by looking at them: what the operating system tells of changes does not cross mounted
// volumes, and is lost when an editor puts a new file in the place of the old one.

import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { clearTimeout, setTimeout } from 'node:timers';

/** Watches until it is closed. It does not keep the process alive. */
export interface Watcher {
  close(): void;
  /** Watches these files from now on. */
  update(files: readonly string[]): void;
}

// A change is told when it was seen twice, so that no file is read half written: within two intervals and some.
const intervalMs = 100;

/**
 * Calls back once for each change of any of the files (content, disappearance, reappearance), within 400 ms of when
 * they came to rest.
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

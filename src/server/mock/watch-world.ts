// Takes up changes of the document while the server runs; a broken edit keeps the last good one.

import { KitError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { watchFiles } from '../../contract/openapi/watch.ts';
import type { World } from './world.ts';

/**
 * Watches the files of a world's document. `load` makes a new world, `take` puts it into service.
 *
 * @returns what stops it
 */
export function watchWorld(
  first: World,
  load: () => Promise<World>,
  take: (next: World) => Promise<void>,
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
      log.info('the document has changed and is served from now on', { file: next.document.file });
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
  const still = 'The last good document is still served.';
  if (error instanceof KitError) {
    log.error(`${error.message} ${still}`, { code: error.code, hint: error.hint, problems: error.details });
  } else {
    log.error(`A defect of aps-userinfo. ${still}`, { stack: error instanceof Error ? error.stack : String(error) });
  }
}

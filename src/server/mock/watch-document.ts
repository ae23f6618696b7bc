// Reloads the document when its files change; after a broken edit, the last valid document stays in service.

import { KitError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { watchFiles } from '../../contract/openapi/watch.ts';
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

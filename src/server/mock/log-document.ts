// Start-up messages about the document: operations that are not served, and tolerated mistakes.

import type { Log } from '../../base/log.ts';
import type { DocumentWarning, Operation } from '../../contract/openapi/document.ts';
import { profileCandidates } from '../../contract/openapi/serve.ts';
import type { ServedDocument } from './served-document.ts';

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
  if (used.length > mostShown) log.warn(`${used.length - mostShown} more warnings of the document: ${lists}`);
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

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function shortened(names: readonly string[]): string {
  const more = names.length - mostShown;
  return names.slice(0, mostShown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

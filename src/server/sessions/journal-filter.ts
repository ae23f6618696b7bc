// What requests can be selected by: a member that there is none of would select nothing, and say nothing.

import { KitError, nearest } from '../../base/errors.ts';
import type { JournalFilter } from './journal.ts';

const members: Readonly<Record<keyof JournalFilter, true>> = {
  method: true,
  path: true,
  status: true,
  operationId: true,
  tokenHash: true,
  persona: true,
  clientId: true,
  scenario: true,
  since: true,
};

/** @throws ERR_CONFIG_INVALID for an unknown member, naming the nearest */
export function requireKnownMembers(filter: JournalFilter): void {
  const stranger = Object.keys(filter).find(key => !Object.hasOwn(members, key));
  if (stranger === undefined) return;
  const names = Object.keys(members);
  const meant = nearest(stranger, names);
  throw new KitError('ERR_CONFIG_INVALID', `There is no "${stranger}" to filter requests by.`, {
    hint: meant === undefined ? `There are: ${names.join(', ')}.` : `Did you mean "${meant}"?`,
  });
}

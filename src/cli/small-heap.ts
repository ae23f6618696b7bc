// Keeps the memory of the process small under load. V8 lets the space for new objects grow to 128 MiB and the old one to
// twice what lives in it; neither makes the mock faster. Its limits can be set at the start of a process only, but whether
// the space for new objects grows is a flag that counts at once.

import { setInterval } from 'node:timers';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Of both halves of the space for new objects. With less, collections take more processor time. */
const enoughBytes = 8 * 1024 * 1024;
/** Load that begins with the first answer has doubled the space within 200 ms, and V8 does not shrink it under load. */
const checkEveryMs = 40;
/** V8 prints a complaint about a flag that it does not know: these have been tried. */
const triedVersions = /^v2[024]\./;

/** Limits the heap, unless the user has set such flags of V8; changes nothing in runtimes other than Node.js. */
export function keepHeapSmall(): void {
  const given = [...process.execArgv, process.env['NODE_OPTIONS']].join(' ');
  const isOther = 'bun' in process.versions || 'deno' in process.versions || !triedVersions.test(process.version);
  if (isOther || /semi[-_]space|heap[-_]growing/.test(given)) return;
  let isLimited = false;
  let grows = true;
  setInterval(() => {
    // Not before the first answer: a start with this limit takes a twentieth more processor time.
    if (!isLimited) setFlagsFromString('--heap-growing-percent=30');
    isLimited = true;
    const { space_size: bytes = 0 } = getHeapSpaceStatistics().find(space => space.space_name === 'new_space') ?? {};
    // V8 shrinks the space when the mock is idle, and it must grow again.
    if (grows === bytes < enoughBytes) return;
    grows = !grows;
    setFlagsFromString(`--semi-space-growth-factor=${grows ? 2 : 1}`);
  }, checkEveryMs).unref();
}

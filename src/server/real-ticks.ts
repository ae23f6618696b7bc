// Fastify starts with `process.nextTick` and `queueMicrotask`. `jest.useFakeTimers()` replaces both for every module of a
// test, and a start with the fake ones waits until the test moves its clock.

const real = {
  nextTick: process.getBuiltinModule('node:process').nextTick,
  queueMicrotask: globalThis.queueMicrotask,
} as const;

let starts = 0;
let giveBack = (): void => {};

/** Runs with the real ones, and puts the fake ones back afterwards. */
export async function withRealTicks<Result>(run: () => Promise<Result>): Promise<Result> {
  if (starts++ === 0) giveBack = borrow();
  try {
    return await run();
  } finally {
    if (--starts === 0) giveBack();
  }
}

function borrow(): () => void {
  const { nextTick } = process;
  const { queueMicrotask } = globalThis;
  if (nextTick === real.nextTick && queueMicrotask === real.queueMicrotask) return () => {};
  // A copy: a test that ends its fakes in the meantime sets the real one, which then stays.
  const lent = real.nextTick.bind(process);
  process.nextTick = lent;
  globalThis.queueMicrotask = real.queueMicrotask;
  return () => {
    if (process.nextTick !== lent) return;
    process.nextTick = nextTick;
    globalThis.queueMicrotask = queueMicrotask;
  };
}

// Which application answers a request: the document's, or one beside it. Those beside it are made when the first request
// needs them: most servers never do, and their code, routes and scopes take half of a start in process.

import type { ApiDocument } from '../contract/openapi/document.ts';
import type { RequestHandler } from './listener.ts';
import { at, type BesidePath, describes, methodsAt } from './mock/paths.ts';
import { pathOf } from './sessions/journal.ts';

/** Makes an application when the first request needs it. */
export type Make = () => Promise<RequestHandler>;

/** An application beside the document's. */
export interface Part {
  readonly paths: readonly BesidePath[];
  readonly make: Make;
}

export interface Applications {
  readonly document: ApiDocument;
  /** Serves the document's operations, and answers what nothing serves. */
  readonly main: RequestHandler;
  /** Answers OPTIONS that the document does not have. */
  readonly preflights: Make;
  readonly parts: readonly Part[];
}

/** Passes each request on to its application, by the URL that routes see. */
export function dispatch({ document, main, preflights, parts }: Applications): RequestHandler {
  const documented = new Set(document.operations.map(({ path }) => path));
  const beside = parts.map(({ paths, make }) => ({ paths, handle: onDemand(make) }));
  const preflight = onDemand(preflights);
  const handlerOf = (method: string, path: string): RequestHandler => {
    const isOptions = method === 'OPTIONS';
    // A path of the document comes before those beside it, and those before its templates.
    if (documented.has(path)) return isOptions && !describes(document, path, method) ? preflight : main;
    const part = beside.find(({ paths }) => at(paths, path).some(({ methods }) => methods?.includes(method) ?? true));
    if (part !== undefined) return part.handle;
    return isOptions && !methodsAt(document.operations, path).includes(method) ? preflight : main;
  };
  return (request, response) => {
    const { method = 'GET', url = '/' } = request;
    return handlerOf(method, pathOf(url))(request, response);
  };
}

function onDemand(make: Make): RequestHandler {
  let made: Promise<RequestHandler> | undefined;
  return async (request, response) => {
    made ??= withRealTicks(make).catch(error => {
      // What was missing, such as a file descriptor, may be there for the next request.
      made = undefined;
      throw error;
    });
    (await made)(request, response);
  };
}

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

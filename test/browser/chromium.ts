// Tests in a real browser, where there is one. They are never passed over in silence: without Chromium one test stands
// for them, which says so in its name and fails in CI.

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patienceMs } from '../patience.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome.exe'];
export const executablePath: string | undefined = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap(folder => names.map(name => join(folder, name)))
  .find(existsSync);

/** Opens a page in a profile of its own. */
export type OpenPage = (options?: BrowserContextOptions) => Promise<VisitedPage>;

/** A page, and every address that it asked for, whichever page it was on then. */
export interface VisitedPage extends Page {
  readonly asked: readonly string[];
}

/** A group of tests that need a browser. */
export function describeInBrowser(name: string, tests: (open: OpenPage) => void): void {
  if (executablePath === undefined) describe(name, () => it(notRun, failInCI));
  else describe(`${name} (${executablePath})`, () => withBrowser(executablePath, tests));
}

const notRun = `was NOT RUN: none of ${names.join(', ')} is on the PATH`;

function failInCI(): void {
  process.stderr.write(`Tests in a browser: ${notRun}\n`);
  expect(process.env['CI'], 'CI has to have a browser').toBeUndefined();
}

/** One for all groups of a file, as it takes a second to start. */
let launched: Promise<Browser> | undefined;
let groupsToCome = 0;

function withBrowser(path: string, tests: (open: OpenPage) => void): void {
  groupsToCome += 1;
  const contexts: BrowserContext[] = [];
  beforeAll(async () => {
    launched ??= chromium.launch({ executablePath: path, args: [...quiet], timeout: patienceMs });
    await launched;
  });
  afterAll(async () => {
    groupsToCome -= 1;
    await Promise.all(contexts.map(context => context.close()));
    if (groupsToCome > 0) return;
    await (await launched)?.close();
    launched = undefined;
  });
  tests(async options => {
    const context = await (launched as Promise<Browser>).then(browser => browser.newContext(options));
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    const asked: string[] = [];
    context.on('request', request => void asked.push(request.url()));
    return Object.assign(page, { asked });
  });
}

/** Nothing of its own over the network; containers run as root, where its sandbox cannot. */
export const quiet: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

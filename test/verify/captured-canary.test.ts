// A person full of marked values and marked tokens goes through everything that captured traffic is made into: no mark may
// come out anywhere.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckResult, Report } from '../../src/contract/findings/report.ts';
import { renderers } from '../../src/contract/findings/reports.ts';
import type { Header, SeenExchange } from '../../src/contract/responses/exchange.ts';
import { checkHar } from '../../src/traffic/har/check-har.ts';
import { checkShapes } from '../../src/traffic/recordings/check-shapes.ts';
import { readRecordings } from '../../src/traffic/recordings/recording.ts';
import { createObserver, type ObserveOptions } from '../../src/verify/outcome.ts';
import { document, exchange, getUserInfo, usualHeaders, validators } from '../traffic/recordings/exchanges.ts';
import { har, harEntry, profile } from '../traffic/recordings/write-har.ts';
import { writeFiles } from '../written-files.ts';

const mark = 'Kanarie';

/** The same with every text marked; numbers and flags stay as they are. */
function marked(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? '' : `${mark} ${value}`;
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, marked(member)]));
}

const person = {
  ...(marked(profile) as object),
  [`${mark}@example.com`]: { [mark]: mark },
  [mark.toLowerCase()]: 1,
  [`has${mark}Account`]: { deep: [{ [`${mark}-1`]: `${mark}.2` }] },
  manager_of: { [`user-${mark}`]: { nested: mark } },
  locale: mark,
};

const headers: readonly Header[] = [
  ...usualHeaders,
  ['Set-Cookie', `session=${mark}`],
  ['X-Request-Id', mark],
  ['Retry-After', mark],
  ['WWW-Authenticate', `Bearer realm="${mark}", ${mark}="1"`],
  ['Location', `https://example.com/${mark}`],
];

const oddHeaders: readonly Header[] = [
  ['Content-Type', `application/${mark}; charset=${mark}`],
  ['Cache-Control', `${mark}=1`],
  [`X-${mark}`, mark],
];

const errorBody = { developerMessage: mark, moreInfo: mark, errorCode: mark };
const bodies: readonly unknown[] = [person, [person], mark, errorBody, `<html>${mark}`, profile];

const exchanges: readonly SeenExchange[] = [200, 401, 429, 500, 302, 418].flatMap(status =>
  bodies.flatMap(body => [
    exchange(body, { status, headers }),
    exchange(body, { status, headers: oddHeaders }),
    exchange(body, { status, path: `/userinfo?access_token=${mark}` }),
  ]),
);

/** Everything that a run leaves behind of the exchanges, and its drift. */
function observe(seen: readonly SeenExchange[], options: ObserveOptions): readonly CheckResult[] {
  const observer = createObserver(document, options, 'canary');
  for (const [index, each] of seen.entries()) {
    observer.see(each, index % 5 === 0 ? undefined : getUserInfo, index % 3 === 0 ? undefined : `check-${index % 4}`);
  }
  observer.write();
  return observer.drift();
}

function rendered(checks: readonly CheckResult[], notes: readonly string[] = []): readonly string[] {
  const report: Report = { command: 'verify', target: 'captured', document, checks, findings: [], notes, exitCode: 0 };
  return Object.values(renderers).map(render => render(report));
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap(name => [name, readFileSync(join(folder, name), 'utf8')]);
}

function expectNoMark(texts: readonly string[]): void {
  expect(texts.join('').length).toBeGreaterThan(100);
  expect(texts.filter(text => text.toLowerCase().includes(mark.toLowerCase()))).toEqual([]);
}

describe('no value of a person and no token is in', () => {
  const folder = dirname(writeFiles({ 'unused.txt': '' }));
  const at = (name: string): string => join(folder, name);
  observe(exchanges, { record: at('recordings'), coverage: at('coverage/canary.json') });

  it('recordings and coverage', () => {
    expectNoMark(filesIn(at('recordings')));
    expectNoMark(filesIn(at('coverage')));
  });

  it('what recordings are found to be', () => {
    expectNoMark(rendered(checkShapes(readRecordings(at('recordings')), { document, validators })));
  });

  it('drift, and the baseline that is updated', () => {
    const plain = exchanges.map(() => exchange(profile));
    observe(plain, { record: at('baseline') });
    const checks = observe(exchanges, { baseline: at('baseline') });
    expect(checks.flatMap(({ findings }) => findings).length).toBeGreaterThan(5);
    expectNoMark(rendered(checks));
    observe(exchanges, { baseline: at('baseline'), updateBaseline: true });
    expectNoMark(filesIn(at('baseline')));
  });

  it('what the traffic of a HAR file is found to be', async () => {
    const entries = exchanges.map(({ request, response }) =>
      harEntry({
        url: `https://example.com${request.path}`,
        status: response.status,
        requestHeaders: [{ name: 'Authorization', value: `Bearer ${mark}` }],
        headers: headers.map(([name, value]) => ({ name, value })),
        content: { size: 1, mimeType: 'application/json', text: Buffer.from(response.body ?? []).toString() },
      }),
    );
    const { checks, notes } = await checkHar(writeFiles({ 'a.har': har(...entries) }), { document, validators });
    expectNoMark(rendered(checks, notes));
  });
});

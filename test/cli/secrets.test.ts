// Marked secrets in every option and every kind of file that is read: no error, hint, detail, cause or evidence of one
// may show a mark.

import { describe, expect, it } from 'vitest';
import { tellFailure } from '../../src/cli/failure.ts';
import { runProgram } from '../../src/cli/program.ts';
import { loadConfig, resolveConfig } from '../../src/config/config.ts';
import { flagOf, type OptionName, optionNames, optionTable, type Rule, variableOf } from '../../src/config/options.ts';
import { loadDocument } from '../../src/contract/openapi/load.ts';
import { readPacts } from '../../src/pact/pact-file.ts';
import { loadClients, loadSigningKeys } from '../../src/server/login/login-files.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { readCoverage } from '../../src/traffic/coverage/coverage-file.ts';
import { checkHar } from '../../src/traffic/har/check-har.ts';
import { readRecordings } from '../../src/traffic/recordings/recording.ts';
import { readCredentials } from '../../src/verify/credentials.ts';
import { document, validators } from '../traffic/recordings/exchanges.ts';
import { writeFiles } from '../written-files.ts';

const mark = 'canary';

/** All that a command, a log or a test runner could show of what was thrown; undefined if nothing was. */
async function shownOf(run: () => unknown): Promise<string | undefined> {
  let thrown: unknown;
  try {
    await run();
    return undefined;
  } catch (error) {
    thrown = error;
  }
  let shown = tellFailure(thrown, true).text;
  for (let error = thrown; error instanceof Error; error = error.cause)
    shown += `${error.message} ${error.stack} ${JSON.stringify({ ...error })}`;
  return shown;
}

const optionsThatHoldSecrets = optionNames.filter(name => (optionTable[name] as Rule).secret === true);

/** Values that are wrong for most options. */
function wrongValues(name: OptionName): readonly unknown[] {
  const nested = { clientId: 'web', clientSecret: mark };
  const values = [nested, [nested], { [mark]: { secret: mark } }, `https://user:${mark}@host/?a=b c`];
  return optionsThatHoldSecrets.includes(name) ? [...values, `a ${mark}`, [mark]] : values;
}

describe('a wrong value of an option', () => {
  it('exists for every option', async () => {
    const refused = optionNames.map(name =>
      shownOf(() => loadConfig({ file: writeFiles({ 'a.json': { [name]: wrongValues(name)[1] } }) })),
    );
    expect((await Promise.all(refused)).filter(shown => shown === undefined)).toEqual([]);
  });

  it.each(optionNames)('shows no secret in it: %s', async name => {
    for (const value of wrongValues(name)) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      const shown = [
        await shownOf(() => resolveConfig({ [name]: value })),
        await shownOf(() => loadConfig({ file: writeFiles({ 'a.json': { [name]: value } }) })),
        await shownOf(() => loadConfig({ flags: { [name]: value } })),
        // Only options that hold secrets: of others, the text itself is what helps.
        ...(optionsThatHoldSecrets.includes(name) || typeof value === 'string'
          ? [await shownOf(() => loadConfig({ env: { [variableOf(name)]: text } }))]
          : []),
      ];
      expect(shown.join('\n')).not.toContain(mark);
    }
  });

  it.each<[string, object]>([
    ['a misspelt option', { adminTokn: mark, clientSecret: mark }],
    ['options that are none', [{ clientSecret: mark }]],
  ])('shows no secret of %s', async (_what, options) => {
    const shown = await shownOf(() => resolveConfig({ ...options }));
    expect(shown).toBeDefined();
    expect(shown).not.toContain(mark);
  });

  it.each(optionNames.map(flagOf))('shows no secret of a misspelt flag: %s', async flag => {
    const shown = await shownOf(() => runProgram(['mock', `${flag}x=${mark}`]));
    expect(shown).toContain(`${flag}x`);
    expect(shown).not.toContain(mark);
  });
});

const jwk = { kty: 'RSA', n: mark, e: 'AQAB', d: mark, p: mark };

/** Files that were named by mistake, or have one. */
const files: Readonly<Record<string, string>> = {
  'a file of variables': `APS_CLIENT_SECRET=${mark}\n`,
  'several variables': `APS_CLIENT_ID=a\nAPS_CLIENT_SECRET="${mark}"\nexport TOKEN=${mark}\n`,
  'a private key': `-----BEGIN PRIVATE KEY-----\n${mark}\n-----END PRIVATE KEY-----\n`,
  'a bare secret': mark,
  'a list of secrets': `- ${mark}\n- ${mark}\n`,
  'a JSON string': JSON.stringify(mark),
  'a JSON list': JSON.stringify([mark, { secret: mark }]),
  'settings with a secret': `clientSecret: ${mark}\nadminToken: ${mark}\n`,
  'deep settings': `log: { entries: { secret: ${mark} } }\ninteractions: ${mark}\nkeys: ${mark}\nclients: ${mark}\n`,
  'a list of clients': `clients:\n  - clientId: [${mark}]\n    clientSecret: [${mark}]\n    redirectUris: ["//u:${mark}@h", {secret: ${mark}}]\n`,
  'a set of keys': JSON.stringify({ keys: [jwk, mark, { ...jwk, kid: [mark] }] }),
  'a document with a secret': `openapi: 3.1.1\ninfo: {title: a, version: [${mark}]}\npaths: {/userinfo: {get: {tags: [{a: ${mark}}], responses: {"200": {description: [${mark}]}}}}}\n`,
  'text after a quoted string': `clientSecret: "a" ${mark}\n`,
  'text after a number': `adminToken: 1\n  ${mark}\nclientSecret: ${mark}\n`,
  'a secret that starts with *': `clientSecret: *${mark}\n`,
  'a secret that starts with !': `clientSecret: !${mark} a\nb: !<${mark}> c\n`,
  'a secret that starts with |': `clientSecret: |${mark}\n`,
  'a secret that starts with @': `clientSecret: @${mark}\n`,
  'a secret that starts with %': `%${mark} a\n---\nclientSecret: %${mark}\n`,
  'a secret with an escape': `clientSecret: "\\x${mark}"\nb: "\\U${mark}00"\n`,
  'a secret in two keys': `${mark}: 1\n${mark}: 2\n`,
  'a secret that does not end': `clientSecret: "${mark}\n`,
  'a secret in a bracket': `clientSecret: [${mark}\n`,
  'a secret behind a bracket': `clientSecret: {a: 1} } ${mark}\n`,
  'JSON with a comma too many': `{"clientSecret": "${mark}", }${mark}`,
  'JSON that ends early': `{"clientSecret": "${mark}`,
  'bytes that are not UTF-8': Buffer.from([0xff, 0xfe]).toString('latin1') + mark,
};

const pointers = ['', '#/clientSecret', '#/clients/0/clientSecret', '#/log', '#/0', `#/${mark.length}`];

function documentThatRefersTo(target: string): string {
  const content = { 'application/json': { schema: { $ref: target } } };
  const responses = { 200: { description: 'Fine.', content } };
  return JSON.stringify({
    openapi: '3.1.1',
    info: { title: 'T', version: '1' },
    paths: { '/userinfo': { get: { responses } } },
  });
}

async function start(option: OptionName, file: string): Promise<void> {
  const isList = optionTable[option].type === 'paths';
  const mock = await startMock({ [option]: isList ? [file] : file });
  await mock.close();
}

const pathOptions = optionNames.filter(
  name => ['path', 'paths'].includes(optionTable[name].type) && name !== 'readyFile',
);

/** All that reads a file of the user. */
const readers: Readonly<Record<string, (file: string, text: string) => unknown>> = {
  ...Object.fromEntries(pathOptions.map(name => [flagOf(name), (file: string) => start(name, file)])),
  '--config': file => loadConfig({ file }),
  '--clients, at once': loadClients,
  '--signing-keys, at once': loadSigningKeys,
  '--strict-document': file => loadDocument(file, { strict: true }),
  'verify --har': file => checkHar(file, { document, validators }),
  'verify --recordings': (_, text) => readRecordings(writeFiles({ 'a/get-userinfo.json': text }).replace(/[^/]+$/, '')),
  'verify --credentials': file => readCredentials({ env: {}, file }),
  coverage: file => readCoverage([file]),
  'pact verify': file => readPacts([file]),
  ...Object.fromEntries(
    pointers.map(pointer => [
      `a $ref to FILE${pointer}`,
      (_: string, text: string) =>
        loadDocument(writeFiles({ 'api.json': documentThatRefersTo(`./a.yaml${pointer}`), 'a.yaml': text })),
    ]),
  ),
};

describe('a file that cannot be used', () => {
  it.each(Object.keys(readers))('is refused without showing its secrets: %s', async name => {
    let refused = 0;
    for (const [what, text] of Object.entries(files)) {
      const file = writeFiles({ 'a.yaml': text });
      const shown = await shownOf(() => readers[name]?.(file, text));
      if (shown !== undefined) refused++;
      expect(shown?.includes(mark) ? `${what}: ${shown}` : '').toBe('');
    }
    expect(refused).toBeGreaterThan(Object.keys(files).length / 2);
  });
});

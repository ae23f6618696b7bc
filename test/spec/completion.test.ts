// What editors complete in the options and methods of startMock(), asked of the compiler's own language server.
// @see https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const uri = pathToFileURL(join(root, 'test/spec/not-written.ts')).href;
const cases: readonly (readonly [string, readonly string[]])[] = [
  ["startMock({ autoLogin: '' });", ['alice', 'oona']],
  ["startMock({ scenario: '' });", ['429', 'token-expired', 'minimal', 'slow']],
  ["startMock({ variant: '' });", ['minimal', 'sdk']],
  ["mock.token('');", ['alice', 'carla']],
  ["mock.token('alice', '');", ['429', '504', 'token-expired', 'sdk', 'truncated']],
  ["mock.once('');", ['token-expired', 'bad-gateway']],
  ["mock.use({ example: '' });", ['token-expired']],
  ["mock.login({ persona: '' });", ['alice']],
  ["mock.journal.count({ scenario: '' });", ['429']],
];
const head = "import { startMock } from '../../src/index.ts';\nconst mock = await startMock();\n";
const text = `${head}${cases.map(([line]) => line).join('\n')}\n`;

const server = spawn(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '--lsp', '--stdio']);
const answers = new Map<number, (result: unknown) => void>();
let received = Buffer.alloc(0);

beforeAll(async () => {
  server.stdout.on('data', (bytes: Buffer) => {
    received = Buffer.concat([received, bytes]);
    while (takeMessage());
  });
  await ask('initialize', { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities: {} });
  send({ method: 'initialized', params: {} });
  send({
    method: 'textDocument/didOpen',
    params: { textDocument: { uri, languageId: 'typescript', version: 1, text } },
  });
});
afterAll(() => server.kill());

it.each(cases)('%s is completed', async (line, expected) => {
  const at = { line: 2 + cases.findIndex(([each]) => each === line), character: line.lastIndexOf("''") + 1 };
  const found = await ask('textDocument/completion', { textDocument: { uri }, position: at });
  const items = (Array.isArray(found) ? found : (found as { items: unknown[] }).items) as { label: string }[];
  expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining([...expected]));
});

function ask(method: string, params: unknown): Promise<unknown> {
  const id = answers.size + 1;
  send({ id, method, params });
  return new Promise(resolve => answers.set(id, resolve));
}

function send(message: object): void {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

/** Takes one message out of what was received, if it is whole; a request of the server gets no result. */
function takeMessage(): boolean {
  const end = received.indexOf('\r\n\r\n');
  const length = Number(/Content-Length: (\d+)/i.exec(received.subarray(0, Math.max(0, end)).toString())?.[1]);
  if (end < 0 || received.length < end + 4 + length) return false;
  const { id, method, result } = JSON.parse(received.subarray(end + 4, end + 4 + length).toString());
  received = received.subarray(end + 4 + length);
  if (method === undefined) answers.get(id)?.(result);
  else if (id !== undefined) send({ id, result: null });
  return true;
}

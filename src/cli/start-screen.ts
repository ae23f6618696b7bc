// What a newcomer sees when the mock starts in a terminal: where it listens, and what to try. Fits 80 columns, but for commands.

import { createPaint } from '../contract/findings/color.ts';
import { type MockServer, pagePath } from '../server/server.ts';

export type Started = Pick<MockServer, 'url' | 'host' | 'config' | 'served' | 'tlsFaults'>;

const width = 80;

/**
 * @param color whether the terminal shows colours
 * @param platform of the shells that the commands are for; default: this machine's
 */
export function renderStartScreen(
  started: Started,
  color: boolean,
  platform: NodeJS.Platform = process.platform,
): string {
  const paint = createPaint(color);
  const { url } = started;
  const tries = triesOf(started).flatMap(({ says, command }) => [
    '',
    paint('dim', `  # ${says}`),
    `  ${platform === 'win32' ? command.replace('curl', 'curl.exe') : command} ${targetOf(started)}`,
  ]);
  // Commands are never cut: users copy them.
  const notes = notesOf(started).map(([what, value]) =>
    `  ${what.padEnd(10)} ${value}`.slice(0, /^np[mx] /.test(value) ? undefined : width),
  );
  return `${['', `${paint('bold', 'aps-userinfo')} listens on ${paint('bold', url)}`, ...tries, '', ...notes, ''].join('\n')}\n`;
}

/** What is tried: the profile operation, else the first that a plain curl reaches. */
function targetOf({ url, served }: Started): string {
  const { operations } = served.document;
  if (served.profile !== undefined) return `${url}${served.profilePath}`;
  return `${url}${(operations.find(({ method }) => method === 'GET') ?? operations[0])?.path ?? ''}`;
}

interface Try {
  readonly says: string;
  readonly command: string;
}

/** Four requests, as far as document and personas allow. */
function triesOf({ url, served }: Started): readonly Try[] {
  const isSecure = url.startsWith('https:');
  const someone = served.personas.get('alice') ?? served.personas.values().next().value;
  const who = someone?.name ?? '~someone';
  return [
    {
      says: `200: ${someone?.title ?? 'A generated person'}, the same every time`,
      command: curl(`mock.${who}`, isSecure),
    },
    { says: '200: A generated person, the same every time', command: curl('whatever', isSecure) },
    ...(served.catalog.findAny('429')
      ? [{ says: '429: The rate limit is reached', command: curl(`mock.${who}.429`, isSecure, 'i') }]
      : []),
    ...(served.document.operations.some(({ requiresToken }) => requiresToken)
      ? [{ says: '401: No token', command: isSecure ? 'curl -ki' : 'curl -i' }]
      : []),
  ];
}

/** `-k`: the shell does not trust the local CA, and the mock has no secrets. */
function curl(token: string, isSecure: boolean, flags = ''): string {
  return `curl -${isSecure ? 'k' : ''}${flags}H "Authorization: Bearer ${token}"`;
}

function notesOf({ url, config, served, tlsFaults }: Started): readonly (readonly [string, string])[] {
  return [
    ['Document', `${served.document.title} ${served.document.version}`],
    ['Catalogue', commandFrom('catalog', config)],
    ['Tokens', commandFrom('token', config)],
    ['Login', `${url}/.well-known/openid-configuration`],
    ['Page', config.admin ? `${url}${pagePath}` : 'off with the admin API'],
    ['Admin API', config.admin ? `${url}/__admin` : 'off beyond loopback; enable with --admin-token'],
    ...(url.startsWith('https:') && config.tlsCert === undefined
      ? [['CA', `${url.replace('https:', 'http:')}/__admin/ca.pem`] as const]
      : []),
    ...Object.entries(tlsFaults ?? {}).map(([fault, at]) => ['TLS fault', `${fault.padEnd(11)} ${at}`] as const),
    ['Stop', 'Ctrl+C'],
  ];
}

/** A command as it works from here, with the flags that decide what exists. */
function commandFrom(command: string, config: Started['config']): string {
  const { spec, profileApi, personas, scenarios, skipUnfit } = config;
  const flags = [
    ...(spec === undefined ? [] : [`--spec ${quoted(spec)}`]),
    ...(profileApi === 'v1' ? [] : [`--profile-api ${profileApi}`]),
    ...(skipUnfit ? ['--skip-unfit'] : []),
    ...personas.map(path => `--personas ${quoted(path)}`),
    ...scenarios.map(path => `--scenarios ${quoted(path)}`),
  ];
  if (!isClone) return ['npx aps-userinfo', command, ...flags].join(' ');
  return [`npm run -s ${command}`, ...(flags.length === 0 ? [] : ['--', ...flags])].join(' ');
}

/** Whether the sources run: a clone has npm scripts and, before a build, no `aps-userinfo` command. */
const isClone = import.meta.url.endsWith('.ts');

function quoted(path: string): string {
  return /^[\w./:@\\-]+$/.test(path) ? path : `"${path}"`;
}

// `pact compare`: compares contracts with the document, with PactFlow's comparator and our own checks.

import { isObject } from '../base/json.ts';
import { suggest } from '../base/suggest.ts';
import { createFinding } from '../contract/findings/catalog.ts';
import type { Finding, FindingCode } from '../contract/findings/finding.ts';
import type { CheckResult, Report } from '../contract/findings/report.ts';
import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import { followPointer } from '../contract/openapi/resolve.ts';
import { isJson } from '../contract/openapi/responses.ts';
import { findOperation } from '../contract/responses/response-context.ts';
import { conclude, type Demands, readPolicy } from '../verify/outcome.ts';
import { createExampleChecker, type ExampleChecker } from './check-example.ts';
import { createRuleChecker, type RuleChecker } from './check-rules.ts';
import { type ComparatorResult, createComparator, pointerOfLocation } from './comparator.ts';
import type { FiledHttp, FiledInteraction, PactFile } from './pact-file.ts';

export interface ComparePactsOptions extends Demands {
  readonly document: ApiDocument;
  readonly pacts: readonly PactFile[];
}

/**
 * Compares contracts with the document, one check for each interaction.
 *
 * @throws ERR_PACT_NOT_INSTALLED, ERR_CLI_USAGE
 */
export async function comparePacts(options: ComparePactsOptions): Promise<Report> {
  const { document, pacts } = options;
  const policy = readPolicy(options);
  const comparator = await createComparator(document.root);
  const tools: Tools = { document, examples: createExampleChecker(document), rules: createRuleChecker(document) };
  const checks: CheckResult[] = [];
  const findings: Finding[] = [];
  for (const pact of pacts) {
    const results: ComparatorResult[] = [];
    for await (const result of comparator.compare(comparable(document, pact))) results.push(result);
    const placed = byInteraction(results);
    const spoken = pact.interactions.filter(({ http }) => http !== undefined);
    const indexes = new Map(spoken.map((interaction, index) => [interaction, index]));
    const resultsOf = (interaction: FiledInteraction) => placed.get(indexes.get(interaction) ?? NaN) ?? [];
    checks.push(...pact.interactions.map(one => checkOf(tools, pact, one, resultsOf(one))));
    const others = [...placed].flatMap(([index, list]) => (index >= 0 && index < spoken.length ? [] : list));
    findings.push(...others.map(one => createFinding(codeOf(one), { message: one.message, where: pact.file })));
  }
  const notes = checks.length === 0 ? ['the contracts have no interactions'] : [];
  const { title, version, file } = document;
  const target = pacts.map(pact => pact.file).join(', ');
  const report = { command: 'pact compare', target, document: { title, version, file }, checks, findings, notes };
  return conclude(report, policy, options);
}

interface Tools {
  readonly document: ApiDocument;
  readonly examples: ExampleChecker;
  readonly rules: RuleChecker;
}

/** The contract with the document's paths, and without bodies that are not JSON, which the comparator takes for JSON. */
function comparable(document: ApiDocument, { value, interactions }: PactFile): Json {
  const spoken = interactions.flatMap(({ http, pointer }) => {
    const index = Number(pointer.split('/')[2]);
    const one = Array.isArray(value['interactions']) ? (value['interactions'][index] as Json) : undefined;
    return http !== undefined && isObject(one) ? [withPath(document, one, http)] : [];
  });
  return { ...value, interactions: spoken };
}

function withPath(document: ApiDocument, one: { readonly [key: string]: Json }, http: FiledHttp): Json {
  const { request, response } = one;
  if (!isObject(request) || !isObject(response)) return one;
  const { body: asFiled, ...rest } = response;
  const { body } = http;
  const comparableBody = body?.isEncoded
    ? { content: body.value, contentType: body.mediaType, encoded: false }
    : asFiled;
  return {
    ...one,
    request: { ...request, path: withoutBasePath(document, http) },
    response: {
      ...rest,
      ...(comparableBody !== undefined && body && isJson(body.mediaType) && { body: comparableBody }),
    },
  };
}

function checkOf(
  tools: Tools,
  pact: PactFile,
  interaction: FiledInteraction,
  results: readonly ComparatorResult[],
): CheckResult {
  const { description, states, http } = interaction;
  const given = states.map(({ name }) => name).join(', ');
  const id = `${pact.consumer}/${description}`;
  const common = { id, title: `The document allows it${given === '' ? '' : `, given ${given}`}`, requests: 0 };
  const reason = 'a message is not part of the document';
  if (http === undefined) return { ...common, status: 'not-checked', reason, findings: [] };
  const where = `${pact.file}: ${description}${given === '' ? '' : `, given ${given}`}`;
  const findings = findingsOf(tools, pact, interaction, http, results, where);
  const status = findings.some(({ severity }) => severity === 'error') ? 'failed' : 'passed';
  return { ...common, status, findings };
}

/** Results by the index of their interaction among those that the comparator was given; -1 for results of none. */
function byInteraction(results: readonly ComparatorResult[]): ReadonlyMap<number, readonly ComparatorResult[]> {
  const placed = new Map<number, ComparatorResult[]>();
  for (const result of results) {
    const index = Number(
      /^\[root\]\.interactions\[(\d+)\](?:\.|$)/.exec(result.mockDetails?.location ?? '')?.[1] ?? -1,
    );
    const known = placed.get(index);
    if (known) known.push(result);
    else placed.set(index, [result]);
  }
  return placed;
}

function findingsOf(
  { document, examples, rules }: Tools,
  pact: PactFile,
  interaction: FiledInteraction,
  http: FiledHttp,
  results: readonly ComparatorResult[],
  where: string,
): readonly Finding[] {
  const path = withoutBasePath(document, http);
  const own = examples.check({ ...http, path }, where);
  const media = examples.mediaOf({ ...http, path });
  const strict = media === undefined ? [] : rules.check(http, media, interaction.pointer, where);
  // For bodies our own check is more precise: it knows every keyword, in any composition of schemas.
  const told = results
    .filter(({ code }) => code !== 'response.body.incompatible' || media === undefined)
    .map(result => toFinding(document, pact, interaction, http, result, where));
  return [...told, ...own, ...strict];
}

function toFinding(
  document: ApiDocument,
  pact: PactFile,
  interaction: FiledInteraction,
  http: FiledHttp,
  result: ComparatorResult,
  where: string,
): Finding {
  const isBare = result.code === 'request.authorization.missing' && sendsBareToken(http);
  const code = isBare ? 'pact/not-promised' : codeOf(result);
  return createFinding(code, {
    message: isBare ? bareToken : result.message.replace(/\.?$/, '.'),
    where,
    instancePath: pointerInPact(pact, interaction, http, result.mockDetails?.location ?? ''),
    schemaPath: pointerOfLocation(document.root, result.specDetails?.location ?? ''),
    ...(code === 'pact/operation-undocumented' && { hint: operationHint(document, http) }),
    ...(result.code === 'response.status.default' && { severity: 'info' as const }),
  });
}

const bareToken =
  'The consumer sends the token without the word Bearer, as some SDKs of Autodesk do; the document requires it.';

function sendsBareToken({ requestHeaders }: FiledHttp): boolean {
  return /^\S+$/.test(requestHeaders.get('authorization') ?? '');
}

function codeOf({ code, type }: ComparatorResult): FindingCode {
  if (code === 'request.path-or-method.unknown') return 'pact/operation-undocumented';
  if (code === 'response.status.unknown') return 'pact/status-undocumented';
  if (type !== 'error') return 'pact/not-promised';
  return code.startsWith('request.') ? 'pact/request-incompatible' : 'pact/response-incompatible';
}

/** The comparator's input has other indexes of interactions, and unwrapped bodies. */
function pointerInPact(
  { value }: PactFile,
  { pointer }: FiledInteraction,
  { body }: FiledHttp,
  location: string,
): string {
  const rest = location.replace(/^\[root\]\.interactions\[\d+\]/, '');
  const inBody = /^\.response\.body(?=[.[]|$)/.exec(rest)?.[0];
  if (inBody !== undefined && body !== undefined) {
    return `${body.pointer}${pointerOfLocation(body.value, `[root]${rest.slice(inBody.length)}`)}`;
  }
  const index = Number(pointer.split('/')[2]);
  return pointerOfLocation(value, `[root].interactions[${index}]${rest}`);
}

function operationHint({ operations }: ApiDocument, { method, path }: FiledHttp): string {
  const known = operations.map(operation => `${operation.method} ${operation.path}`);
  return suggest(`${method} ${path}`, known);
}

/**
 * The path as the document writes it, which the comparator needs; unchanged if no server explains its prefix.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html#server-object
 */
function withoutBasePath(document: ApiDocument, { method, path }: FiledHttp): string {
  const operation = findOperation(document, { method, path, headers: [] });
  if (operation === undefined) return path;
  const holders = ['', operation.pointer.replace(/\/[^/]*$/, ''), operation.pointer];
  const bases = holders.flatMap(holder => serverPaths(followPointer(document.root, holder)?.value));
  const base = bases.find(candidate => candidate !== '' && path.startsWith(`${candidate}/`));
  return base === undefined || isOwnPath(document, path) ? path : path.slice(base.length);
}

/** A document may describe a path that begins like its own base path. */
function isOwnPath({ operations }: ApiDocument, path: string): boolean {
  return operations.some(operation => operation.path === path);
}

function serverPaths(holder: Json | undefined): readonly string[] {
  const servers = isObject(holder) && Array.isArray(holder['servers']) ? (holder['servers'] as readonly Json[]) : [];
  return servers.filter(isObject).flatMap(({ url, variables }) => {
    const filled = String(url ?? '').replace(/\{([^}]+)\}/g, (_, name: string) => defaultOf(variables, name));
    return URL.canParse(filled, 'http://localhost')
      ? [new URL(filled, 'http://localhost').pathname.replace(/\/+$/, '')]
      : [];
  });
}

function defaultOf(variables: Json | undefined, name: string): string {
  const variable = isObject(variables) ? variables[name] : undefined;
  return isObject(variable) ? String(variable['default'] ?? '') : '';
}

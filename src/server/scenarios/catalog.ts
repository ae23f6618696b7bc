// The catalogue: every scenario by name, from the document, the variants and the scenario files.

import type { ApiDocument, NamedExample, Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { responseFor } from '../../contract/responses/response-context.ts';
import { type Variant, variants } from '../../profiles/variants.ts';
import { toldDrift } from './changed-body.ts';
import type { Scenario, ScenarioKind } from './scenario.ts';

export interface CatalogEntry {
  readonly name: string;
  readonly kind: ScenarioKind;
  readonly title: string;
  /** What a good client does. */
  readonly goodClient?: string;
  /** Its status, if it has one. */
  readonly status?: number;
}

export interface Catalog {
  /** The scenario of an operation; undefined for an unknown name. */
  find(operation: Operation, name: string): Scenario | undefined;
  /** The scenario of any operation; undefined for an unknown name. */
  findAny(name: string): Scenario | undefined;
  /** Statuses, examples, variants, scenarios; each name once. */
  entries(): readonly CatalogEntry[];
}

const variantTitles: Readonly<Record<Variant, string>> = {
  documented: 'everything the document declares',
  sdk: "what the official SDKs' OpenAPI document has",
  minimal: 'as little as the document allows',
  maximal: 'every optional claim, arrays with several items',
  boundary: 'limit cases: longest, empty, other scripts, emoji, apostrophes',
  additive: 'undocumented claims too: does the client tolerate them?',
  respelled: 'documented, spelled otherwise: exponents, escapes, member order, white space; no client may notice',
  drifted: 'one claim broken on purpose: does the client notice?',
};

/**
 * One name has one meaning: a status takes precedence over an example of the document, that over a variant, and that
 * over a scenario file.
 */
export function createCatalog(document: ApiDocument, named: readonly Scenario[]): Catalog {
  const shared = [...variants.map(variantScenario), ...named];
  const byOperation = new Map(
    document.operations.map(operation => [operation, index([...ofOperation(operation), ...shared])]),
  );
  const all = index([...document.operations.flatMap(ofOperation), ...shared]);
  return {
    find: (operation, name) =>
      byOperation.get(operation)?.get(name) ?? undocumentedKey(operation, name) ?? toldDrift(document, name),
    findAny: name =>
      all.get(name) ??
      document.operations.map(operation => undocumentedKey(operation, name)).find(Boolean) ??
      toldDrift(document, name),
    entries: () => [...all.values()].map(toEntry),
  };
}

/** The status of a response key: itself, the first of its range, 500 for `default`. */
export function statusOf(key: string): number {
  if (key === 'default') return 500;
  return Number(key.replace(/XX$/i, '00'));
}

export function exampleOf(operation: Operation, name: string): NamedExample | undefined {
  for (const response of operation.responses.values()) {
    const example = response.examples.get(name);
    if (example) return example;
  }
  return undefined;
}

function ofOperation(operation: Operation): Scenario[] {
  const responses = [...operation.responses.values()];
  return [
    ...responses.filter(({ key }) => /^[2-5]\d\d$/.test(key)).map(statusScenario),
    ...responses.flatMap(exampleScenarios),
  ];
}

function statusScenario(response: ResponseSpec): Scenario {
  return {
    name: response.key,
    kind: 'status',
    title: firstSentence(response.description),
    steps: [{ status: Number(response.key) }],
  };
}

function exampleScenarios(response: ResponseSpec): Scenario[] {
  return [...response.examples.values()].map(example => ({
    name: example.name,
    kind: 'example',
    title: example.summary,
    steps: [{ status: statusOf(response.key), example: example.name }],
  }));
}

function variantScenario(variant: Variant): Scenario {
  return { name: variant, kind: 'variant', title: variantTitles[variant], steps: [{ variant }] };
}

/** A status that only a range or `default` documents is valid, but not listed. */
function undocumentedKey(operation: Operation, name: string): Scenario | undefined {
  if (!/^[2-5]\d\d$/.test(name) || responseFor(operation, Number(name)) === undefined) return undefined;
  return { name, kind: 'status', title: name, steps: [{ status: Number(name) }] };
}

function index(scenarios: readonly Scenario[]): Map<string, Scenario> {
  const byName = new Map<string, Scenario>();
  for (const scenario of scenarios) if (!byName.has(scenario.name)) byName.set(scenario.name, scenario);
  return byName;
}

export function toEntry({ name, kind, title, goodClient, steps }: Scenario): CatalogEntry {
  const status = steps[0].status;
  return {
    name,
    kind,
    title,
    ...(goodClient !== undefined && { goodClient }),
    ...(status === undefined ? {} : { status }),
  };
}

function firstSentence(text: string): string {
  return text.split(/(?<=\.)\s/)[0]?.trim() ?? text;
}

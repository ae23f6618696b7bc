// The catalogue: every scenario that can be asked for by name, from the document, the variants and the scenario files.

import type { ApiDocument, NamedExample, Operation, ResponseSpec } from '../../contract/openapi/document.ts';
import { responseFor } from '../../contract/responses/find-operation.ts';
import { type Variant, variants } from '../../profiles/variants.ts';
import type { Scenario, ScenarioKind } from './scenario.ts';

/** One line of the catalogue, for people and programs. */
export interface CatalogEntry {
  readonly name: string;
  readonly kind: ScenarioKind;
  readonly title: string;
  /** The status it answers with, where it has one. */
  readonly status?: number;
}

/** What can be asked for by name. */
export interface Catalog {
  /** The scenario of this name for an operation; undefined where there is none. */
  find(operation: Operation, name: string): Scenario | undefined;
  /** The scenario of this name for any operation; undefined where there is none. */
  findAny(name: string): Scenario | undefined;
  /** Everything there is: statuses, examples, variants, scenarios, each by name once. */
  entries(): readonly CatalogEntry[];
}

const variantTitles: Readonly<Record<Variant, string>> = {
  documented: 'everything the document declares',
  sdk: "what the official SDKs' OpenAPI document has",
  minimal: 'as little as the document allows',
  maximal: 'every optional claim, lists with several entries',
  boundary: 'limit cases: longest, empty, other scripts, emoji, apostrophes',
  additive: 'undocumented claims too: does the client tolerate them?',
  drifted: 'one claim broken on purpose: does the client notice?',
};

/**
 * Makes the catalogue of a document. One name has one meaning: a status comes before an example of the document, that
 * before a variant, and that before a scenario file.
 */
export function createCatalog(document: ApiDocument, named: readonly Scenario[]): Catalog {
  const shared = [...variants.map(variantScenario), ...named];
  const byOperation = new Map(
    document.operations.map(operation => [operation, index([...ofOperation(operation), ...shared])]),
  );
  const all = index([...document.operations.flatMap(ofOperation), ...shared]);
  return {
    find: (operation, name) => byOperation.get(operation)?.get(name) ?? undocumentedKey(operation, name),
    findAny: name =>
      all.get(name) ?? document.operations.map(operation => undocumentedKey(operation, name)).find(Boolean),
    entries: () => [...all.values()].map(toEntry),
  };
}

/** The status that a response key stands for: itself, the first of its range, 500 for `default`. */
export function statusOf(key: string): number {
  if (key === 'default') return 500;
  return Number(key.replace(/XX$/i, '00'));
}

/** The named example of an operation, and the response it belongs to. */
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

/** A status that only a range or `default` documents has no name of its own, but can be asked for. */
function undocumentedKey(operation: Operation, name: string): Scenario | undefined {
  if (!/^[2-5]\d\d$/.test(name) || responseFor(operation, Number(name)) === undefined) return undefined;
  return { name, kind: 'status', title: name, steps: [{ status: Number(name) }] };
}

function index(scenarios: readonly Scenario[]): Map<string, Scenario> {
  const byName = new Map<string, Scenario>();
  for (const scenario of scenarios) if (!byName.has(scenario.name)) byName.set(scenario.name, scenario);
  return byName;
}

function toEntry({ name, kind, title, steps }: Scenario): CatalogEntry {
  const status = steps[0].status;
  return { name, kind, title, ...(status === undefined ? {} : { status }) };
}

function firstSentence(text: string): string {
  return text.split(/(?<=\.)\s/)[0]?.trim() ?? text;
}

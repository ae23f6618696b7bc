// Checks recorded shapes against the document: generates values from a shape, checks them like responses, and omits
// findings that depend on the generated values.

import { isObject } from '../../base/json.ts';
import type { Finding } from '../../contract/findings/finding.ts';
import type { CheckResult } from '../../contract/findings/report.ts';
import type { ApiDocument, Json, Operation } from '../../contract/openapi/document.ts';
import { pointerTokens } from '../../contract/openapi/pointer.ts';
import { typeOf } from '../../contract/openapi/quick-checks.ts';
import type { Validators } from '../../contract/openapi/validators.ts';
import { checkResponse } from '../../contract/responses/check-response.ts';
import type { Header, SeenResponse } from '../../contract/responses/exchange.ts';
import { responseFor } from '../../contract/responses/response-context.ts';
import { anything, jsonPlace, outlineOf, type Place } from '../../contract/schema/outline.ts';
import { type CountClass, formatForms, formOf, headerWitness, type StringForm } from './forms.ts';
import {
  type AnswerShape,
  type ArrayShape,
  type ObjectShape,
  operationOf,
  type Shape,
  type ValueShape,
} from './shape.ts';

export interface ShapeCheckRules {
  readonly document: ApiDocument;
  readonly validators: Validators;
}

/** Limitations of shapes, for the notes of a report. */
export const notToldByShapes =
  'Shapes tell types, formats, presence, null, statuses and headers. Not checked: patterns, lengths, limits, rules between claims, values, and how the bytes were sent.';

export function checkShapes(shapes: readonly Shape[], rules: ShapeCheckRules): readonly CheckResult[] {
  return shapes.map(shape => {
    const title = `What was recorded of ${`${shape.method} ${shape.path}`.trimEnd()} is as documented.`;
    const about = { id: shape.kind, title, requests: 0 };
    const isLarge = Object.values(shape.answers).some(answer => sizeOf(answer, mostMembers + 1) > mostMembers);
    if (isLarge) return { ...about, status: 'not-checked', reason: tooLarge, findings: [] };
    const findings = distinct(findingsOf(shape, rules));
    const failed = findings.some(({ severity }) => severity === 'error');
    return { ...about, status: failed ? 'failed' : 'passed', findings };
  });
}

/** Each form of each member makes a copy of the whole body. */
const mostMembers = 10_000;
const tooLarge = `an answer has more than ${mostMembers} members, types and forms, which are too many to check`;

/** How many values a part of a shape has, counted up to a limit. */
function sizeOf(part: unknown, limit: number): number {
  if (typeof part !== 'object' || part === null) return 1;
  let size = 1;
  for (const member of Object.values(part)) {
    if (size >= limit) break;
    size += sizeOf(member, limit - size);
  }
  return size;
}

function findingsOf(shape: Shape, rules: ShapeCheckRules): readonly Finding[] {
  const operation = operationOf(shape, rules.document);
  return Object.entries(shape.answers).flatMap(([status, answer]) =>
    answerFindings(shape, { status: Number(status), answer }, operation, rules),
  );
}

interface Answer {
  readonly status: number;
  readonly answer: AnswerShape;
}

function answerFindings(
  { kind, method, path }: Shape,
  { status, answer }: Answer,
  operation: Operation | undefined,
  rules: ShapeCheckRules,
): readonly Finding[] {
  const place = jsonPlace(operation && responseFor(operation, status));
  const request = { method, path, headers: [] };
  return responsesOf(status, answer, rules.document, place).flatMap(response =>
    checkResponse({ request, response, where: `${kind}: ${status}` }, { ...rules, operation }).filter(finding =>
      isTold(finding, response.value, rules.document, place),
    ),
  );
}

/** Responses that together have every property of the shape. */
function responsesOf(
  status: number,
  answer: AnswerShape,
  document: ApiDocument,
  place: Place,
): readonly SeenResponse[] {
  const [headers = [], ...otherHeaders] = headerSets(answer);
  const values = answer.value ? witnessesOf(answer.value, document, place) : [];
  const bodies: readonly Pick<SeenResponse, 'body' | 'value'>[] = [
    ...values.map(value => ({ body: undefined, value })),
    ...(answer.bodies.includes('text') ? [{ body: Buffer.from('text') }] : []),
    ...(answer.bodies.includes('empty') ? [{ body: new Uint8Array() }] : []),
    ...(answer.bodies.includes('unread') ? [{ body: undefined }] : []),
  ];
  const [first = { body: undefined }] = bodies;
  return [
    ...bodies.map(body => ({ status, headers, ...body })),
    ...otherHeaders.map(other => ({ status, headers: other, ...first })),
  ];
}

/** All headers in their first form, then each other form of one, then without each optional one. */
function headerSets({ headers, sometimes = [] }: AnswerShape): readonly (readonly Header[])[] {
  const choices = Object.entries(headers).map(([name, forms]) => ({
    name,
    values: forms.map(form => headerWitness(name, form)),
  }));
  const whole = choices.map(({ name, values }): Header => [name, values[0] ?? '']);
  const changed = choices.flatMap(({ name, values }) =>
    values.slice(1).map(value => whole.map(([other, old]): Header => (other === name ? [name, value] : [other, old]))),
  );
  return [whole, ...changed, ...sometimes.map(name => whole.filter(([other]) => other !== name))];
}

const told: ReadonlySet<string> = new Set([
  ...['response/operation-undocumented', 'response/status-undocumented', 'response/undocumented-claim'],
  ...['response/content-type-missing', 'response/content-type-undocumented', 'response/charset'],
  ...['response/body-missing', 'response/body-undocumented', 'response/header-missing'],
  ...['response/retry-after', 'response/storable', 'response/storable-privately', 'response/contradiction'],
  ...['schema/type', 'schema/required', 'schema/false-schema', 'schema/enum', 'schema/const'],
  ...['schema/additional-properties', 'schema/unevaluated-properties'],
]);

function isTold(
  { code, schemaPath, instancePath }: Finding,
  value: unknown,
  document: ApiDocument,
  root: Place,
): boolean {
  if (dependsOnOthers(schemaPath)) return false;
  if (told.has(code)) return true;
  const { formats, types } = outlineOf(document, placeIn(document, root, instancePath));
  // Shapes treat an unknown format as text.
  if (code === 'schema/format') return [...formats].some(format => formatForms.has(format));
  // Alternatives may differ in values, but a shape shows that none of them has the type.
  const isAlternatives = code === 'schema/any-of' || code === 'schema/one-of';
  return isAlternatives && types?.has(typeOf(valueAt(value, instancePath))) === false;
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointerTokens(pointer).reduce(
    (inner, token) => (inner as Record<string, unknown> | undefined)?.[token],
    value,
  );
}

const conditional: ReadonlySet<string> = new Set([
  'if',
  'then',
  'else',
  'dependentSchemas',
  'dependentRequired',
  'not',
]);

/** Whether a condition decided it, which examines values. */
function dependsOnOthers(schemaPath: string): boolean {
  const tokens = pointerTokens(schemaPath.slice(schemaPath.indexOf('#') + 1));
  return tokens.some((token, index) => conditional.has(token) && tokens[index - 1] !== 'properties');
}

function placeIn(document: ApiDocument, root: Place, instancePath: string): Place {
  return pointerTokens(instancePath).reduce((place, token) => {
    const { members, items, others } = outlineOf(document, place);
    return members.get(token) ?? (/^\d+$/u.test(token) ? items : undefined) ?? others ?? anything;
  }, root);
}

/** Every generated value repeats the same finding. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const keyOf = ({ code, instancePath, schemaPath, where, message }: Finding): string =>
    [code, instancePath, schemaPath, where, message].join('\n');
  return [...new Map(findings.map(finding => [keyOf(finding), finding])).values()];
}

// Values generated from a shape: together they have every type, form and gap of the shape, and no observed value.

/** Stands for an unrecorded name. */
const unnamedMember = '(unnamed)';

/** Values that represent a shape at a place of the document; each differs from the first in one property. */
function witnessesOf(shape: ValueShape, document: ApiDocument, place: Place): readonly Json[] {
  const listed: readonly Json[] = shape.values ?? [];
  return [
    ...listed,
    ...(shape.unlisted || listed.length === 0 ? stringWitnesses(shape, document, place) : []),
    ...(shape.integer && listed.length === 0 ? [1] : []),
    ...(shape.number && listed.length === 0 ? [1.5] : []),
    ...(shape.boolean && listed.length === 0 ? [true] : []),
    ...(shape.array ? arrayWitnesses(shape.array, document, place) : []),
    ...(shape.object ? objectWitnesses(shape.object, document, place) : []),
    ...(shape.null ? [null] : []),
  ];
}

const samples: Readonly<Record<StringForm, string>> = {
  empty: '',
  'date-time': '2020-01-01T00:00:00Z',
  date: '2020-01-01',
  email: 'a@example.com',
  uuid: '123e4567-e89b-12d3-a456-426614174000',
  uri: 'https://example.com/',
  digits: '1234567890',
  text: 'text',
};

/** Prefers an example of the document, which satisfies patterns and limits, too. */
function stringWitnesses({ string, unlisted }: ValueShape, document: ApiDocument, place: Place): readonly Json[] {
  const schema = document.at(outlineOf(document, place).pointer);
  const examples = isObject(schema) && Array.isArray(schema['examples']) ? schema['examples'] : [];
  const texts = unlisted ? [] : examples.filter(example => typeof example === 'string');
  return (string?.forms ?? []).map(form => texts.find(text => formOf(text) === form) ?? samples[form]);
}

function arrayWitnesses({ counts, items }: ArrayShape, document: ApiDocument, place: Place): readonly Json[] {
  const inside = outlineOf(document, place).items ?? anything;
  const filled = items ? witnessesOf(items, document, inside).map(item => [item]) : [];
  return [...filled, ...(counts.includes(none) ? [[]] : [])];
}

const none: CountClass = '0';

function objectWitnesses(
  { members, sometimes = [], unnamed }: ObjectShape,
  document: ApiDocument,
  place: Place,
): readonly Json[] {
  const outline = outlineOf(document, place);
  const choices = Object.entries(members).map(([name, shape]) => ({
    name,
    values: witnessesOf(shape, document, outline.members.get(name) ?? outline.others ?? anything),
  }));
  if (unnamed)
    choices.push({ name: unnamedMember, values: witnessesOf(unnamed, document, outline.others ?? anything) });
  const whole = Object.fromEntries(choices.map(({ name, values }) => [name, values[0] ?? null]));
  const changed = choices.flatMap(({ name, values }) => values.slice(1).map(value => ({ ...whole, [name]: value })));
  const lacking = sometimes.map(name => Object.fromEntries(Object.entries(whole).filter(([other]) => other !== name)));
  return [whole, ...changed, ...lacking];
}

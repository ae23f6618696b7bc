// The formats' own schemas. Each function lists what is wrong with a text, nothing when it is valid.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { validateXML } from 'xmllint-wasm';

const require = createRequire(import.meta.url);
const read = (file: string | URL): string => readFileSync(file, 'utf8');

const isReport = new Ajv2020({ allErrors: true }).compile(
  JSON.parse(read(new URL('../../../spec/report.schema.json', import.meta.url))),
);

export function problemsOfJson(text: string): readonly unknown[] {
  return isReport(JSON.parse(text)) ? [] : (isReport.errors ?? []);
}

/** The OASIS schema, as Microsoft's matchers for SARIF carry it. */
const sarifSchema = require.resolve('@microsoft/jest-sarif').replace(/index\.js$/, 'schemas/sarif-2.1.0-rtm.5.json');
const sarifAjv = new Ajv04.default({ strict: false, unicodeRegExp: false });
addFormats.default(sarifAjv as never);
const isSarif = sarifAjv.compile(JSON.parse(read(sarifSchema)));

export function problemsOfSarif(text: string): readonly unknown[] {
  return isSarif(JSON.parse(text)) ? [] : (isSarif.errors ?? []);
}

const junitSchema = read(new URL('junit.xsd', import.meta.url));

/** Several at once, since each call starts a worker. */
export async function problemsOfJunit(texts: readonly string[]): Promise<readonly unknown[]> {
  const xml = texts.map((contents, at) => ({ fileName: `report-${at}.xml`, contents }));
  const { errors } = await validateXML({ xml, schema: junitSchema, maxMemoryPages: 4096 });
  return errors;
}

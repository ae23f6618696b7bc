// A persona: a hand-written person; claims that it does not set are generated.

import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { packageFile } from '../base/package-files.ts';
import { suggest } from '../base/suggest.ts';
import type { Json, JsonObject, Location } from '../contract/openapi/document.ts';
import { readYaml } from '../contract/openapi/read-yaml.ts';
import { localeNames } from './locale-names.ts';

export interface Persona {
  /** Name in tokens: `alice`. The name of its file. */
  readonly name: string;
  /** A few words for lists of personas. */
  readonly title: string;
  /** Purpose of the persona in tests. */
  readonly description: string;
  /** Faker's locale of generated claims; default: the server's. */
  readonly locale: string | undefined;
  readonly claims: JsonObject;
  /** Optional claims to omit. */
  readonly absent: readonly string[];
  /** Its origin: a path, or a description. */
  readonly file: string;
  /** Whether it is built in, and adapted to other documents. */
  readonly builtin: boolean;
  /** Line and column of a JSON Pointer into the file; undefined without a file. */
  readonly locate: ((pointer: string) => Location) | undefined;
}

export interface PersonaProblem {
  readonly persona: Persona;
  /** JSON Pointer into its file; '' is the whole file. */
  readonly pointer: string;
  readonly text: string;
}

export function personasInvalid(problems: readonly PersonaProblem[]): KitError {
  const lines = problems.map(told);
  const [first = ''] = lines;
  const message = lines.length === 1 ? first : `${lines.length} problems in personas.`;
  return new KitError('ERR_PERSONA_INVALID', message, {
    hint: 'A persona may set any documented claim to a valid value.',
    details: lines.length === 1 ? [] : lines,
    data: { problems: problems.map(({ persona, pointer, text }) => ({ file: persona.file, pointer, text })) },
  });
}

function told({ persona, pointer, text }: PersonaProblem): string {
  const place = persona.locate?.(pointer);
  const where = place === undefined ? persona.file : `${place.file}:${place.line}:${place.column}`;
  return `${where}: ${pointer === '' ? '' : `${pointer}: `}${text}${/[.?]$/.test(text) ? '' : '.'}`;
}

// Personas from files: fixtures/personas/*.yaml and the user's own.

export function builtinPersonas(): string {
  return packageFile('fixtures/personas');
}

/**
 * Reads personas from files and folders of `*.yaml`, `*.yml` or `*.json`. The file name without its extension is the
 * persona's name; the user's personas replace built-in ones of the same name.
 * @throws ERR_PERSONA_UNREADABLE, or ERR_PERSONA_INVALID naming every problem with file, line and pointer
 */
export function loadPersonas(paths: readonly string[]): readonly Persona[] {
  const personas = new Map<string, Persona>();
  const problems: PersonaProblem[] = [];
  for (const file of paths.flatMap(listFiles)) {
    const { value, locate } = readYaml(file, {
      unreadable: 'ERR_PERSONA_UNREADABLE',
      unparsable: 'ERR_PERSONA_INVALID',
    });
    const { persona, problems: own } = personaOf(nameOf(file), value, file, locate);
    const twin = personas.get(persona.name);
    problems.push(...own);
    if (twin !== undefined && !twin.builtin)
      problems.push({ persona, pointer: '', text: `${twin.file} has the same name` });
    personas.set(persona.name, persona);
  }
  if (problems.length > 0) throw personasInvalid(problems);
  return [...personas.values()];
}

/**
 * A persona of the admin API or of a test. `checkPersonas` checks its claims against the document.
 * @throws ERR_PERSONA_INVALID
 */
export function parsePersona(name: string, value: Json, origin: string): Persona {
  const { persona, problems } = personaOf(name, value, origin, undefined);
  if (problems.length > 0) throw personasInvalid(problems);
  return persona;
}

function listFiles(path: string): readonly string[] {
  let isFolder = false;
  try {
    isFolder = statSync(path).isDirectory();
  } catch {
    // readYaml reports the problem of an inaccessible path.
    return [path];
  }
  if (!isFolder) return [path];
  const files = readdirSync(path).filter(file => ['.yaml', '.yml', '.json'].includes(extname(file)));
  if (files.length > 0) return files.sort().map(file => join(path, file));
  throw new KitError('ERR_PERSONA_UNREADABLE', `"${path}" contains no persona.`, {
    hint: 'A persona is a file ending in .yaml, .yml or .json.',
    data: { file: path },
  });
}

function nameOf(file: string): string {
  return basename(file, extname(file));
}

interface Read {
  readonly persona: Persona;
  readonly problems: readonly PersonaProblem[];
}

function personaOf(name: string, value: Json, file: string, locate: ((pointer: string) => Location) | undefined): Read {
  const source = isObject(value) ? value : {};
  const persona: Persona = {
    name,
    title: textOf(source['title']) ?? name,
    description: (textOf(source['description']) ?? '').trim(),
    locale: textOf(source['locale']),
    claims: isObject(source['claims']) ? source['claims'] : {},
    absent: (Array.isArray(source['absent']) ? source['absent'] : []).filter(claim => typeof claim === 'string'),
    file,
    builtin: resolve(dirname(file)) === builtinPersonas(),
    locate,
  };
  const problems = [...namesWrong(name), ...(isObject(value) ? keysWrong(name, value) : [notAnObject])];
  return { persona, problems: problems.map(problem => ({ ...problem, persona })) };
}

type Problem = Omit<PersonaProblem, 'persona'>;

const notAnObject: Problem = { pointer: '', text: 'a persona must be an object with claims' };

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A dot would end the name in a token, `mock.<persona>.<scenario>`. */
function namesWrong(name: string): readonly Problem[] {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(name)) return [];
  return [
    { pointer: '', text: `the name "${name}" must be 1 to 64 letters, digits, "-" and "_", as it is part of a token` },
  ];
}

type Rule = (value: Json, name: string) => string | undefined;

const text: Rule = value => (typeof value === 'string' ? undefined : 'must be a string');
const rules: Readonly<Record<string, Rule>> = {
  name: (value, name) => (value === name ? undefined : `must be "${name}", the name of the file`),
  title: text,
  description: text,
  locale: value => (typeof value === 'string' ? localeWrong(value) : 'must be the name of a faker locale, such as de'),
  claims: value => (isObject(value) ? undefined : 'must be an object of claims'),
  absent: value =>
    Array.isArray(value) && value.every(claim => typeof claim === 'string')
      ? undefined
      : 'must be a list of names of claims',
};

function localeWrong(locale: string): string | undefined {
  if (locale === 'en') return undefined;
  const names = localeNames();
  if (names.includes(locale)) return undefined;
  return `faker has no locale "${locale}". ${suggest(locale.replaceAll('-', '_'), names)}`;
}

function keysWrong(name: string, value: JsonObject): readonly Problem[] {
  return Object.entries(value).flatMap(([key, setting]) => {
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    const problem = rule === undefined ? unknownKey(key) : rule(setting, name);
    return problem === undefined ? [] : [{ pointer: `/${key}`, text: problem }];
  });
}

function unknownKey(key: string): string {
  const known = Object.keys(rules);
  return `unknown key. ${suggest(key, known, [...known, 'any claim under "claims"'])}`;
}

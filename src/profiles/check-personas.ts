// Checks the claims of personas against the document at the start.

import type { KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import { joinPointer, pointerTokens } from '../contract/openapi/pointer.ts';
import type { Validator } from '../contract/openapi/validators.ts';
import { type Outline, outlineOf } from '../contract/schema/outline.ts';
import type { SchemaTarget } from './generate-value.ts';
import { type Persona, type PersonaProblem, personasInvalid } from './personas.ts';
import { createProfileBuilder, type ProfileBuilder } from './profile-builder.ts';

export interface CheckPersonasOptions extends SchemaTarget {
  /** The builder of the schema, if it exists already. */
  readonly profiles?: ProfileBuilder | undefined;
  /** Is given the error of each persona that does not fit, which is then left out; default: throws that of all of them. */
  readonly onUnfit?: ((error: KitError) => void) | undefined;
}

/**
 * Rejects claims that break the schema or are undocumented. Built-in personas are not rejected: a builder adapts them to the
 * document.
 * @returns the personas that fit
 * @throws ERR_PERSONA_INVALID naming every problem with file, line and JSON Pointer
 */
export function checkPersonas(personas: readonly Persona[], options: CheckPersonasOptions): readonly Persona[] {
  const own = personas.filter(({ builtin }) => !builtin);
  if (own.length === 0) return personas;
  const { document, schemaPointer, validators, onUnfit } = options;
  const outline = outlineOf(document, { at: schemaPointer });
  const profiles =
    options.profiles ?? createProfileBuilder({ document, schemaPointer, validators, seed: '', locale: 'en' });
  const problems = own.flatMap(persona => [
    ...undeclared(persona, outline),
    ...broken(persona, outline, profiles, options),
  ]);
  if (problems.length > 0 && onUnfit === undefined) throw personasInvalid(problems);
  const firstOf = new Map(problems.toReversed().map(problem => [problem.persona, problem]));
  for (const problem of firstOf.values()) onUnfit?.(personasInvalid([problem]));
  return personas.filter(persona => !firstOf.has(persona));
}

function undeclared(persona: Persona, { members, required }: Outline): readonly PersonaProblem[] {
  const names = [...new Set([...members.keys(), ...required])];
  const claims = Object.keys(persona.claims)
    .filter(name => !names.includes(name))
    .map(name => ({ persona, pointer: joinPointer('/claims', name), text: unknownClaim(name, names) }));
  const absent = persona.absent.flatMap((name, index) => {
    const text = required.has(name) ? 'the document requires this claim' : unknownClaim(name, names);
    return names.includes(name) && !required.has(name) ? [] : [{ persona, pointer: `/absent/${index}`, text }];
  });
  return [...claims, ...absent];
}

function unknownClaim(name: string, names: readonly string[]): string {
  return `the document declares no claim "${name}". ${suggest(name, names)}`;
}

/** The persona without problems that `undeclared` reports, to check the rest. */
function declaredOf(persona: Persona, { members, required }: Outline): Persona {
  const isClaim = (name: string): boolean => members.has(name) || required.has(name);
  return {
    ...persona,
    claims: Object.fromEntries(Object.entries(persona.claims).filter(([name]) => isClaim(name))),
    absent: persona.absent.filter(name => !required.has(name)),
  };
}

/** Claims that break the schema; the rest of the profile fits them. */
function broken(
  persona: Persona,
  outline: Outline,
  profiles: ProfileBuilder,
  options: CheckPersonasOptions,
): readonly PersonaProblem[] {
  const declared = declaredOf(persona, outline);
  const { claims } = profiles.build({ seed: persona.name, persona: declared, variant: 'documented' });
  const findings = options.validators.get(options.schemaPointer).check(claims, `persona ${persona.name}`);
  return findings.map(finding => ({ persona, ...toldOf(finding, declared) }));
}

type Finding = ReturnType<Validator['check']>[number];

function toldOf({ instancePath, message, hint }: Finding, persona: Persona): { pointer: string; text: string } {
  const [claim] = pointerTokens(instancePath);
  const isGiven = claim !== undefined && Object.hasOwn(persona.claims, claim);
  const text = [message, ...(hint === undefined ? [] : [hint])].join(' ').replace(/\.$/, '');
  return { pointer: isGiven ? `/claims${instancePath}` : '/claims', text };
}

// Documents for the tests of this folder: the built-in one, and copies of it with one change.

import { createApiDocument } from '../../src/contract/openapi/api-document.ts';
import type { ApiDocument, Json, JsonObject } from '../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import { resolvePointer } from '../../src/contract/openapi/resolve.ts';
import { createValidators, type Validators } from '../../src/contract/openapi/validators.ts';
import { createProfileBuilder, type ProfileBuilder } from '../../src/profiles/profile-builder.ts';
import type { Variant } from '../../src/profiles/variants.ts';

export const profileSchema = '/components/schemas/UserInfo';

export const builtin: ApiDocument = await loadDocument(builtinDocument());

/** What a test needs of a document. */
export interface Subject {
  readonly document: ApiDocument;
  readonly validators: Validators;
  readonly profiles: ProfileBuilder;
  /** Claims of the first few seeds in this variant, each checked against the schema. */
  tell(variant: Variant, seeds?: number): readonly JsonObject[];
}

export function subjectOf(document: ApiDocument, schemaPointer: string = profileSchema): Subject {
  const validators = createValidators(document);
  const profiles = createProfileBuilder({ document, schemaPointer, validators, seed: '', locale: 'en' });
  return {
    document,
    validators,
    profiles,
    tell(variant, seeds = 20) {
      return Array.from({ length: seeds }, (_, index) => {
        const { claims } = profiles.build({ seed: `seed ${index}`, variant });
        const findings = validators.get(schemaPointer).check(claims, variant);
        if (findings.length > 0) throw new Error(JSON.stringify({ claims, findings }, null, 1));
        return claims as JsonObject;
      });
    },
  };
}

type Mutable = Record<string, unknown>;

/** The built-in document, its profile schema changed. */
export function changed(
  change: (schema: { properties: Mutable; required: string[] } & Mutable, schemas: Mutable) => void,
): Subject {
  const root = structuredClone(builtin.root) as Mutable;
  const schemas = (root['components'] as { schemas: Mutable }).schemas;
  change(schemas['UserInfo'] as { properties: Mutable; required: string[] }, schemas);
  return subjectOf(documentOf(root as JsonObject));
}

let documents = 0;

/** A document of this tree, as if loaded. */
export function documentOf(root: JsonObject): ApiDocument {
  const file = {
    file: 'changed.yaml',
    hash: `changed ${++documents}`,
    value: root,
    mentions: () => false,
    locate: () => ({ file: 'changed.yaml', line: 1, column: 1 }),
  };
  return createApiDocument({
    root,
    files: [file],
    operations: [],
    origin: pointer => ({ file: 'changed.yaml', pointer }),
  });
}

/** A document with nothing but this schema, and definitions that it may refer to. */
export function documentWith(schema: Json, definitions: JsonObject = {}): ApiDocument {
  return documentOf({
    openapi: '3.1.1',
    info: { title: 't', version: '1' },
    components: { schemas: { UserInfo: schema, ...definitions } },
  });
}

/** A value of the built-in document. */
export function at(pointer: string): Json | undefined {
  return resolvePointer(builtin.root, pointer)?.value;
}

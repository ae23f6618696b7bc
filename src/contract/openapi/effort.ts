// Finds schemas whose references multiply, level by level, until checking one value takes minutes.

import { isObject } from '../../base/json.ts';
import type { Json, JsonObject } from './document.ts';
import { inPlaceKeywords } from './in-place.ts';
import { pointerOfRef } from './pointer.ts';
import type { Report } from './problems.ts';
import { type Resolved, resolvePointer } from './resolve.ts';
import { schemaKeywords, schemaMapKeywords } from './structure.ts';

/** Ten times those of the largest real documents, and still checked in a fraction of a second. */
const mostChecks = 200_000;

/** Reports schemas that need too many checks, without repeating it for those that refer to them. */
export class Efforts {
  private readonly root: JsonObject;
  private readonly report: Report;
  private readonly known = new Map<Json, number>();

  constructor(root: JsonObject, report: Report) {
    this.root = root;
    this.report = report;
  }

  /**
   * Measures a schema and, before it, those that it refers to, with an own stack: references can be many in a row.
   * The effort is the number of checks of a value and, of its members and items, of the most expensive.
   */
  measure(schema: JsonObject, at: string): void {
    const open = [{ schema, at, isEntered: false }];
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if (top.isEntered || this.known.has(top.schema)) {
        open.pop();
        if (top.isEntered) this.settle(top.schema, top.at);
        continue;
      }
      top.isEntered = true;
      // For schemas that refer to themselves.
      this.known.set(top.schema, 1);
      for (const { value, pointer } of this.targets(top.schema)) {
        if (isObject(value) && !this.known.has(value)) open.push({ schema: value, at: pointer, isEntered: false });
      }
    }
  }

  private settle(schema: JsonObject, pointer: string): void {
    const effort = this.effortOf(schema);
    const isTooMuch = effort > mostChecks;
    this.known.set(schema, isTooMuch ? 1 : effort);
    if (isTooMuch) {
      this.report(pointer, `expected at most ${mostChecks} schemas for one value, but its references multiply to more`);
    }
  }

  private effortOf(schema: JsonObject): number {
    let [own, deepest] = [1, 0];
    for (const [keyword, value] of Object.entries(schema)) {
      if (keyword === '$ref') own += this.known.get(this.target(value)?.value ?? null) ?? 1;
      for (const inner of schemasOf(keyword, value)) {
        const effort = isObject(inner) ? this.effortOf(inner) : 1;
        if (inPlaceKeywords.includes(keyword)) own += effort;
        else deepest = Math.max(deepest, effort);
      }
    }
    return own + deepest;
  }

  private targets(schema: JsonObject): readonly Resolved[] {
    return Object.entries(schema).flatMap(([keyword, value]) => {
      const target = keyword === '$ref' ? this.target(value) : undefined;
      const inner = schemasOf(keyword, value).flatMap(each => (isObject(each) ? this.targets(each) : []));
      return target === undefined ? inner : [target];
    });
  }

  private target(ref: Json): Resolved | undefined {
    const pointer = pointerOfRef(ref);
    return pointer === undefined ? undefined : resolvePointer(this.root, pointer);
  }
}

/** Definitions apply only where something refers to them. */
function schemasOf(keyword: string, value: Json): readonly Json[] {
  if (schemaKeywords.has(keyword)) return Array.isArray(value) ? value : [value];
  if (keyword === '$defs' || keyword === 'definitions' || !schemaMapKeywords.has(keyword)) return [];
  return isObject(value) ? Object.values(value) : [];
}

// The variants of a profile: different views of the same person. The document decides which claims each has.

/** The default first. A test keeps README's table of variants in step. */
export const variants = [
  'documented',
  'sdk',
  'minimal',
  'maximal',
  'boundary',
  'additive',
  'respelled',
  'drifted',
] as const;

/**
 * - `documented`: every documented claim;
 * - `sdk`: without the claims that the document marks as unknown to the official SDKs (`x-variants`);
 * - `minimal`: what is required or marked to stay (`x-variants`), as empty as the schema allows;
 * - `maximal`: all optional claims, arrays with several items, nothing null, every flag set, long texts;
 * - `boundary`: each claim at a valid limit: longest, empty, other scripts, right-to-left, emoji, apostrophes;
 * - `additive`: `documented` with undocumented claims, still valid;
 * - `respelled`: `documented`, spelled otherwise: exponents, escapes, member order, white space;
 * - `drifted`: `documented` with one broken claim; never valid.
 */
export type Variant = (typeof variants)[number];

export function isVariant(name: string): name is Variant {
  return (variants as readonly string[]).includes(name);
}

// The variants of a profile: the same person, told in different ways. Which claim is in which is said by the document.

/** Every variant, the default first. README's table of variants is kept in step with it by a test. */
export const variants = ['documented', 'sdk', 'minimal', 'maximal', 'boundary', 'additive', 'drifted'] as const;

/**
 * How a profile is told:
 * - `documented`: every claim that the document declares;
 * - `sdk`: without the claims that the document marks as unknown to the official SDKs (`x-variants`);
 * - `minimal`: what is required or marked to stay (`x-variants`), as empty as the schema allows;
 * - `maximal`: everything that is optional, lists with several entries, nothing null, every flag set, long texts;
 * - `boundary`: each claim at a limit that is still valid: longest, empty, other scripts, right-to-left, emoji, apostrophes;
 * - `additive`: `documented` and claims that the document does not know, still valid;
 * - `drifted`: `documented` with one claim broken in one way; never valid.
 */
export type Variant = (typeof variants)[number];

export function isVariant(name: string): name is Variant {
  return (variants as readonly string[]).includes(name);
}

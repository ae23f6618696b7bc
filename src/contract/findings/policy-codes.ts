// Findings about the run itself: what was asked of it and did not come about.

/** The kinds of this area. */
export const policyCodes = {
  'policy/ignore-unused': {
    title: 'An ignore matches no finding of the run.',
    severity: 'warning',
    cause: 'What it was meant for has been mended, or its pointer leads elsewhere.',
    remedy: 'Remove the ignore, or correct its pointer.',
  },
} as const;

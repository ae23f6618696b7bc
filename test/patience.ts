// How long a test waits for what should come at once: a bound for what never comes, no judgement of speed. It is less
// than the limit of a test in vitest.config.ts, so that the test itself says what did not come.
export const patienceMs = 240_000;

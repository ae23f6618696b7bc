// The token that stands in contracts: never a real one, and told apart from one at a glance.

/** What consumers send while a contract is made; `pact verify` puts the real token in its place, and only there. */
export const placeholderToken = 'pact-placeholder-token';

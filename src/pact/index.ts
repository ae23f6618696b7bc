// `aps-userinfo/pact`: exports for consumer tests. It loads neither Fastify nor Pact.

export type { GivenState, ProviderState } from '../server/scenarios/provider-states.ts';
export { placeholderToken, providerStates } from '../server/scenarios/provider-states.ts';
export type { PactOptions } from './core-pact.ts';
export type { FreshPactsOptions } from './fresh-pacts.ts';
export { freshPacts } from './fresh-pacts.ts';
export type { ConsumerMock, PactLike, UserinfoInteraction } from './interaction.ts';
export type { UserinfoInteractionsOptions } from './userinfo-interactions.ts';
export { userinfoInteractions } from './userinfo-interactions.ts';

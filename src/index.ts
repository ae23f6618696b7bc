// The public surface: re-exports only. Values first, then types.

export type { Clock } from './clock.ts';
export { createClock } from './clock.ts';
export type { Config, Options } from './config.ts';
export { resolveConfig } from './config.ts';
export type { ErrorCode } from './errors.ts';
export { errorCatalog, KitError } from './errors.ts';
export type { FindingCode } from './findings/catalog.ts';
export type { Finding, Severity } from './findings/finding.ts';
export type { CheckResult, CheckStatus, Report } from './findings/report.ts';
export type { Log } from './log.ts';
export type { ApiDocument, Operation } from './openapi/document.ts';
export { builtinDocument, loadDocument } from './openapi/load.ts';
export type * from './openapi/types.gen.ts';
export type { Variant } from './profiles/variants.ts';
export type { Behaviour, Fault, Scenario } from './scenarios/scenario.ts';
export type { MockServer } from './server.ts';
export { createServer } from './server.ts';
export type { Journal, JournalEntry, JournalFilter } from './sessions/journal.ts';
export type {
  LoginOptions,
  LoginTokens,
  Mock,
  MockOptions,
  MockSession,
  ScenarioChoice,
} from './testing/start-mock.ts';
export { startMock } from './testing/start-mock.ts';
export type { Credentials } from './verify/credentials.ts';
export { verify } from './verify/verify.ts';
export type { VerifyOptions } from './verify/verify-options.ts';
export type { VerifiedResponse, VerifyResponseOptions } from './verify/verify-response.ts';
export { verifyResponse } from './verify/verify-response.ts';
export type { VerifiedUserInfo, VerifyUserInfoOptions } from './verify/verify-user-info.ts';
export { verifyUserInfo } from './verify/verify-user-info.ts';

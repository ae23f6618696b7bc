// The public surface: re-exports only. Values first, then types.

export type { Clock } from './base/clock.ts';
export { createClock } from './base/clock.ts';
export type { ErrorCode } from './base/errors.ts';
export { errorCatalog, KitError } from './base/errors.ts';
export type { Log } from './base/log.ts';
export type { ExampleName, PersonaName, ScenarioName } from './base/names.gen.ts';
export type { ProfileApi } from './base/package-files.ts';
export type { Config, Options } from './config/config.ts';
export { resolveConfig } from './config/config.ts';
export type { Finding, FindingCode, Severity } from './contract/findings/finding.ts';
export type { CheckResult, CheckStatus, Report } from './contract/findings/report.ts';
export type { ApiDocument, Operation } from './contract/openapi/document.ts';
export { builtinDocument, loadDocument } from './contract/openapi/load.ts';
export type * from './contract/openapi/types.gen.ts';
export type { Variant } from './profiles/variants.ts';
export type { Behaviour, Delay, Fault, Scenario, Step } from './server/scenarios/scenario.ts';
export type { MockServer } from './server/server.ts';
export { createServer } from './server/server.ts';
export type { Journal, JournalFilter } from './server/sessions/journal.ts';
export type { JournalEntry } from './server/sessions/journal-entry.ts';
export type { Thresholds, Verdict } from './server/verdicts/verdict.ts';
export type {
  LoginOptions,
  LoginTokens,
  Mock,
  MockOptions,
  MockSession,
  ScenarioChoice,
  ServiceAccountAccess,
  ServiceAccountOptions,
} from './testing/mock.ts';
export { startMock } from './testing/start-mock.ts';
export type { Credentials } from './verify/credentials.ts';
export { verify } from './verify/verify.ts';
export type { VerifyOptions } from './verify/verify-options.ts';
export type {
  VerifiedResponse,
  VerifiedUserInfo,
  VerifyResponseOptions,
  VerifyUserInfoOptions,
} from './verify/verify-response.ts';
export { verifyResponse, verifyUserInfo } from './verify/verify-response.ts';

// Generated from the documents in spec/ and from fixtures/ by `npm run fix`. Do not edit.

/** Any string, in a union whose other members stay: editors complete them. */
type Other = string & {};

/** A persona: a built-in one, one of your own files, or `~` before any word for a stranger. */
export type PersonaName =
  | Other
  | 'alice' | 'ben' | 'carla' | 'dora' | 'emil' | 'fay' | 'greta' | 'haruka' | 'jonas' | 'layla' | 'mats' | 'oona' | 'una';

/** A named example of the document, most of them failures; another document has others. */
export type ExampleName =
  | Other
  | 'first-last' | 'request-invalid' | 'parameter-missing' | 'token-sent-twice' | 'token-expired' | 'token-missing' | 'token-malformed'
  | 'token-double-space' | 'token-unknown' | 'token-revoked' | 'token-two-legged' | 'token-signature-invalid' | 'privilege-missing'
  | 'app-not-entitled' | 'scope-missing' | 'quota-exceeded' | 'quota-exceeded-without-retry-after' | 'quota-exceeded-retry-after-date'
  | 'quota-exceeded-retry-after-zero' | 'quota-exceeded-retry-after-huge' | 'server-error' | 'server-error-retry-after' | 'gateway-page'
  | 'empty-body' | 'standard-claims' | 'only-sub' | 'openid-missing' | 'user-gone' | 'bad-gateway' | 'bad-gateway-page'
  | 'bad-gateway-empty' | 'service-unavailable' | 'service-unavailable-page' | 'service-unavailable-empty' | 'gateway-timeout'
  | 'gateway-timeout-page' | 'gateway-timeout-empty';

/** What a token or a queue can ask for: a status, a named example, a variant, or a scenario, built-in or of your own. */
export type ScenarioName =
  | ExampleName
  | '200' | '400' | '401' | '403' | '429' | '500' | 'documented' | 'sdk' | 'minimal' | 'maximal' | 'boundary' | 'additive' | 'respelled'
  | 'drifted' | '429-storm' | 'body-too-long' | 'busy' | 'byte-order-mark' | 'claims-disagree' | 'closed-when-idle' | 'corrupt-brotli'
  | 'corrupt-gzip' | 'drip' | 'duplicate-names' | 'early-hints' | 'empty-response' | 'error-with-200' | 'expires-once' | 'flaky-10-percent'
  | 'flaky' | 'gateway-html-502' | 'html-with-200' | 'huge-body' | 'identity-swap' | 'invalid-utf8' | 'login-loop' | 'maintenance-503'
  | 'malformed-chunk' | 'never-answers' | 'otp' | 'random-data' | 'redirect-other-host' | 'redirect-same-host' | 'refresh-race'
  | 'reset-call' | 'reset-once' | 'reset' | 'retry-after-past' | 'slow-3s' | 'slow-tail' | 'slow' | 'stall-in-head' | 'stall'
  | 'token-expires-mid-session' | 'truncated-json' | 'truncated' | 'very-slow' | 'wild-types' | 'wrong-content-type' | '404' | '502' | '503'
  | '504';

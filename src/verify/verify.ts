// Verifies a server, mock or live, against the document: a plan, its checks, their result.

import { explaining } from '../base/errors.ts';
import { createFinding } from '../contract/findings/catalog.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { Report } from '../contract/findings/report.ts';
import { createRedact, redactReport } from '../contract/findings/safe-text.ts';
import type { Operation } from '../contract/openapi/document.ts';
import { isJson } from '../contract/openapi/responses.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { headerValue, readMediaType } from '../contract/responses/headers.ts';
import { responseFor } from '../contract/responses/response-context.ts';
import { essentialCheck } from './checks.ts';
import { secretsOf } from './credentials.ts';
import { conclude, createObserver, readPolicy } from './outcome.ts';
import { type Plan, planRun } from './plan.ts';
import { runChecks } from './run-checks.ts';
import type { VerifyOptions } from './verify-options.ts';

/**
 * Verifies a server against the document. Sends GET, HEAD, OPTIONS and TRACE, at most 30 requests; the token goes only to
 * the host of the base URL; the result contains neither tokens nor values of a person.
 *
 * @returns a report whose `exitCode` is 0 if all checks passed, 1 for errors, 3 if nothing or less than required ran
 * @throws ERR_TARGET_UNREACHABLE if the first request gets no answer
 * @throws ERR_CONFIG_INVALID, ERR_CLI_USAGE, ERR_CREDENTIAL_INVALID, ERR_TARGET_NOT_ALLOWED, ERR_DOCUMENT_*,
 *   ERR_OPERATION_*, ERR_RECORDING_UNREADABLE, ERR_*_UNWRITABLE before anything is sent
 * @example
 * const report = await verify({ baseUrl: mock.url, mockTokens: true });
 */
export function verify(options: VerifyOptions): Promise<Report> {
  return explaining(() => run(options));
}

async function run(options: VerifyOptions): Promise<Report> {
  const policy = readPolicy(options);
  const plan = await planRun(options);
  const { document, target } = plan;
  const observer = createObserver(document, options, target.isLoopback ? 'verify' : 'live');
  const wrongUrl = new WrongUrl(plan);
  const { checks, notes } = await runChecks(plan, {
    ...options,
    onExchange(exchange, checkId) {
      wrongUrl.see(exchange);
      const operation = operationOf(exchange, plan);
      if (operation !== undefined) observer.see(exchange, operation, checkId);
      options.onExchange?.(exchange, checkId);
    },
  });
  const report = conclude(
    {
      command: 'verify',
      target: target.url,
      document: { title: document.title, version: document.version, file: document.file },
      checks: [...checks, ...observer.drift()],
      findings: wrongUrl.findings(),
      notes,
    },
    policy,
    options,
    [essentialCheck, ...(options.only ?? [])],
  );
  observer.write();
  return redactReport(report, createRedact(secretsOf(plan.credentials, options.showValues)));
}

/** The operation of a plain call: variations of one say nothing about drift or coverage. */
function operationOf({ request }: SeenExchange, { document, target, operation, call }: Plan): Operation | undefined {
  if (request.path !== `${target.basePath}${call.path}${call.query === undefined ? '' : `?${call.query}`}`)
    return undefined;
  if (headerValue(request.headers, 'origin') !== undefined) return undefined;
  return document.operations.find(({ path, method }) => path === operation.path && method === request.method);
}

// Whether a run seems to have asked the wrong URL: a web server or another API gives every request the same answer.

/** Takes the exchanges of a run, and tells at its end. */
class WrongUrl {
  readonly #plan: Plan;
  readonly #answers = new Map<string, boolean>();

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  see({ request, response: { status, headers } }: SeenExchange): void {
    if (request.method !== 'GET') return;
    const type = readMediaType(headerValue(headers, 'content-type') ?? '')?.essence ?? '';
    const couldBe = isJson(type) && responseFor(this.#plan.operation, status) !== undefined;
    this.#answers.set(`${status} ${type}`.trim(), couldBe);
  }

  /** One finding if every GET had the same answer, which the document does not have. */
  findings(): readonly Finding[] {
    const [[answer, couldBe] = ['', true], ...others] = this.#answers;
    if (couldBe || others.length > 0) return [];
    const { target, operation } = this.#plan;
    return [
      createFinding('check/wrong-url', {
        message: `Every answer was ${answer}: is the URL right?`,
        where: `GET ${operation.path}`,
        hint: `The requests went to ${target.url.replace(/\/$/u, '')}${operation.path}; pass the URL without the path of the operation.`,
      }),
    ];
  }
}

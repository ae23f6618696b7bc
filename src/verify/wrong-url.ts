// Whether a run seems to have asked the wrong URL: a web server or another API gives every request the same answer.

import { createFinding } from '../contract/findings/catalog.ts';
import type { Finding } from '../contract/findings/finding.ts';
import { isJson } from '../contract/openapi/responses.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { headerValue, readMediaType } from '../contract/responses/headers.ts';
import { responseFor } from '../contract/responses/response-context.ts';
import type { Plan } from './plan.ts';

/** Takes the exchanges of a run, and tells at its end. */
export class WrongUrl {
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

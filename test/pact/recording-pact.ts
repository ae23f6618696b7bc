// A Pact that writes down how interactions are described to it, and answers tests with nothing.

import type { PactInteraction, PactLike, PactRequested } from '../../src/pact/interaction.ts';

/** One interaction as it was described. */
export interface Recorded {
  description?: string;
  state?: string;
  params?: Readonly<Record<string, unknown>> | undefined;
  reference?: readonly string[];
  method?: string;
  path?: string;
  requestHeaders?: Readonly<Record<string, string>>;
  requestQuery?: Readonly<Record<string, readonly string[]>>;
  status?: number;
  responseHeaders?: Readonly<Record<string, string>>;
  body?: unknown;
  text?: readonly [contentType: string, text: string];
}

/** A Pact and what was described to it, in the order of the tests. */
export interface RecordingPact extends PactLike {
  readonly recorded: readonly Recorded[];
  /** Tests that ran at the same time, at most. */
  readonly mostAtOnce: number;
}

export function recordingPact(): RecordingPact {
  const recorded: Recorded[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const enter = (step: number): void => {
    atOnce += step;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
  };
  return {
    recorded,
    get mostAtOnce() {
      return mostAtOnce;
    },
    addInteraction() {
      const one: Recorded = {};
      recorded.push(one);
      return describing(one, enter);
    },
  };
}

function describing(one: Recorded, enter: (step: number) => void): PactInteraction {
  const interaction: PactInteraction = {
    given(state, params) {
      Object.assign(one, { state, params });
      return interaction;
    },
    uponReceiving(description) {
      one.description = description;
      return interaction;
    },
    reference(...reference) {
      one.reference = reference;
      return interaction;
    },
    withRequest(method, path, build) {
      Object.assign(one, { method, path });
      build({ headers: headers => (one.requestHeaders = headers), query: query => (one.requestQuery = query) });
      return requested(one, enter);
    },
  };
  return interaction;
}

function requested(one: Recorded, enter: (step: number) => void): PactRequested {
  return {
    willRespondWith(status, build) {
      one.status = status;
      build({
        headers: headers => (one.responseHeaders = headers),
        jsonBody: body => (one.body = body),
        body: (contentType, bytes) => (one.text = [contentType, bytes.toString()]),
      });
      return {
        async executeTest(test) {
          enter(1);
          return test({ url: 'http://127.0.0.1:1' }).finally(() => enter(-1));
        },
      };
    },
  };
}

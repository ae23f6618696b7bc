// The view of the document: operations with their answers, the claims, warnings, and what the session has exercised.

import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Claim, type DocumentBrief, groupOf } from './claims.ts';
import type { Entry } from './journal.ts';
import { Code, ErrorNote, Prose, StatusPill, useLoaded } from './parts.tsx';
import { hashOf } from './place.ts';
import { mockToken } from './snippets.ts';
import type { ViewProps } from './view.ts';

type Operation = DocumentBrief['operations'][number];

export function DocumentView({ server, live }: ViewProps): JSX.Element {
  const { value, error } = useLoaded(signal => server.get<DocumentBrief>('/document', signal), [server]);
  const counts = useMemo(() => countAnswers(live.journal.entries), [live.version]);
  if (value === undefined) return <ErrorNote error={error} />;
  const { title, version, specVersion, description, operations, claims, warnings } = value;
  const answers = operations.flatMap(operation =>
    operation.responses.map(response => usesOf(counts, operation, response.status)),
  );
  const used = answers.filter(uses => uses > 0).length;
  return (
    <>
      <section class="card" aria-labelledby="about-title">
        <h2 id="about-title">
          {title}{' '}
          <span class="soft">
            {version}, OpenAPI {specVersion}
          </span>
        </h2>
        <p>
          <Prose text={description} />
        </p>
        <p class="coverage">
          <meter min={0} max={answers.length} value={used} aria-label="Documented answers that were sent" /> {used} of{' '}
          {answers.length} documented answers were sent in this session
        </p>
      </section>
      {warnings.length > 0 && <Warnings warnings={warnings} />}
      {operations.map(operation => (
        <OperationCard key={operation.operationId} operation={operation} counts={counts} base={server.url} />
      ))}
      <Claims claims={claims} />
    </>
  );
}

/** Answers by operation, status and example, such as `getUserInfo 401 token-expired`. */
function countAnswers(entries: readonly Entry[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { operationId, status, outcome } of entries) {
    if (operationId === undefined || status === undefined) continue;
    add(`${operationId} ${status}`);
    const example = /(?:^|; )example=([^;]+)/.exec(outcome)?.[1];
    if (example !== undefined) add(`${operationId} ${status} ${example}`);
  }
  return counts;
}

/** A key such as `4XX` stands for all of its statuses. */
function usesOf(counts: ReadonlyMap<string, number>, { operationId }: Operation, key: string): number {
  const pattern = new RegExp(`^${key === 'default' ? '\\d{3}' : key.replaceAll(/x/gi, '\\d')}$`);
  const prefix = `${operationId} `;
  return [...counts].reduce(
    (sum, [name, count]) => (name.startsWith(prefix) && pattern.test(name.slice(prefix.length)) ? sum + count : sum),
    0,
  );
}

interface OperationProps {
  readonly operation: Operation;
  readonly counts: ReadonlyMap<string, number>;
  readonly base: string;
}

function OperationCard({ operation, counts, base }: OperationProps): JSX.Element {
  const { operationId, method, path, summary, description, scopes, isProfile, unserved, responses } = operation;
  return (
    <section class="card operation" aria-labelledby={`op-${operationId}`}>
      <h2 id={`op-${operationId}`}>
        <span class="pill">{method}</span> <code>{path}</code> {isProfile && <span class="tag">reads the profile</span>}
      </h2>
      <p>
        <strong>{summary}</strong> <Prose text={description} />
      </p>
      {scopes.length > 0 && <p class="soft">Needs the scope {scopes.join(', ')}</p>}
      {unserved !== undefined && <p class="alert">Not served: {unserved}</p>}
      {responses.map(response => {
        const uses = usesOf(counts, operation, response.status);
        return (
          <details key={response.status} class="response">
            <summary>
              <StatusPill status={Number.parseInt(response.status, 10) || undefined} />{' '}
              {response.description.split('\n')[0]}{' '}
              <span class={uses > 0 ? 'good' : 'soft'}>{uses > 0 ? `sent ${uses}×` : 'not exercised'}</span>
            </summary>
            {response.examples.map(({ name, summary: what, value }) => (
              <div key={name} class="example">
                <h3>
                  {name} <span class="soft">{what}</span>{' '}
                  {(counts.get(`${operationId} ${response.status} ${name}`) ?? 0) > 0 && <span class="good">sent</span>}
                </h3>
                <Code what={`example ${name}`} text={JSON.stringify(value, null, 2)} />
                <Code
                  what={`curl for ${name}`}
                  text={`curl -i -X ${method} -H "Authorization: Bearer ${mockToken('alice', name)}" ${base}${path}`}
                />
              </div>
            ))}
          </details>
        );
      })}
      <p>
        <a href={hashOf('requests', { text: path })}>Requests of this session</a>
      </p>
    </section>
  );
}

function Warnings({ warnings }: Pick<DocumentBrief, 'warnings'>): JSX.Element {
  return (
    <section class="card" aria-labelledby="warnings-title">
      <h2 id="warnings-title">
        Warnings <span class="soft">{warnings.length}</span>
      </h2>
      <ul class="findings">
        {warnings.map(({ code, message, hint, file, pointer }) => (
          <li key={`${code} ${pointer}`}>
            <strong class="warning">{message}</strong> {hint}{' '}
            <span class="soft">
              {file} {pointer} <code>{code}</code>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Claims({ claims }: { readonly claims: readonly Claim[] }): JSX.Element {
  const groups = [...new Set(claims.map(groupOf))];
  return (
    <section class="card" aria-labelledby="claims-title">
      <h2 id="claims-title">
        Claims of the profile <span class="soft">{claims.length}</span>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset holds fields */}
      <div class="table-box" tabIndex={0} role="group" aria-labelledby="claims-title">
        <table class="reference">
          <thead>
            <tr>
              <th scope="col">Claim</th>
              <th scope="col">Value</th>
              <th scope="col">What it says</th>
            </tr>
          </thead>
          {groups.map(group => (
            <tbody key={group}>
              <tr>
                <th scope="rowgroup" colSpan={3} class="group">
                  {group}
                </th>
              </tr>
              {claims
                .filter(claim => groupOf(claim) === group)
                .map(({ name, form, description, required, deprecated, scopes, example }) => (
                  <tr key={name}>
                    <th scope="row">
                      {name}
                      {required && <span class="tag">required</span>}
                      {deprecated && <span class="tag">deprecated</span>}
                    </th>
                    <td>
                      {form}
                      {example !== undefined && <code class="sample">{JSON.stringify(example)}</code>}
                    </td>
                    <td>
                      <Prose text={description} />
                      {scopes.length > 0 && <span class="soft"> Given by {scopes.join(' or ')}.</span>}
                    </td>
                  </tr>
                ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

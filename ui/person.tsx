// One persona: token and snippets, login, and the claims side by side.

import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Claim, compareProfiles, type Profile, scopesIn } from './claims.ts';
import { Face, type PersonaRow } from './face.tsx';
import { startLogin } from './login.ts';
import { Choice, Code, ErrorNote, useLoaded } from './parts.tsx';
import { hashOf } from './place.ts';
import type { ScenarioList } from './scenarios.tsx';
import type { Server } from './server.ts';
import { curlOf, fetchOf, mockToken, testOf } from './snippets.ts';

interface DetailProps {
  readonly server: Server;
  readonly row: PersonaRow;
  readonly claims: readonly Claim[];
  /** Of the operation that reads the profile. */
  readonly path: string;
}

export function PersonDetail({ server, row, claims, path }: DetailProps): JSX.Element {
  const { name, title, description } = row;
  const heading = useRef<HTMLHeadingElement>(null);
  const { value: profile } = useLoaded(
    signal => server.get<Profile>(`/personas/${name}/profile`, signal),
    [server, name],
  );
  useEffect(() => heading.current?.focus(), [name]);
  return (
    <section class="card person-detail" aria-label={`Persona ${name}`}>
      <div class="person-head">
        <Face picture={profile?.picture} name={name} />
        <div>
          <h2 ref={heading} tabIndex={-1}>
            {name} <span class="soft">{title}</span>
          </h2>
          <p class="soft">{description}</p>
        </div>
        <div class="row-of">
          <a class="button" href={hashOf('people', { form: name })}>
            Copy and change
          </a>
          <a class="button" href={hashOf('people')} aria-label="Back to all people">
            Back
          </a>
        </div>
      </div>
      <TokenPanel server={server} name={name} claims={claims} path={path} />
      <LoginPanel server={server} name={name} claims={claims} />
      <Comparison server={server} name={name} claims={claims} />
    </section>
  );
}

const snippets = ['token', 'curl', 'fetch', 'test'] as const;

function TokenPanel({ server, name, claims, path }: Omit<DetailProps, 'row'> & { readonly name: string }): JSX.Element {
  const [scenario, setScenario] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [kind, setKind] = useState<(typeof snippets)[number]>('token');
  const { value } = useLoaded(signal => server.get<ScenarioList>('/scenarios', signal), [server]);
  const known = scopesIn(claims);
  const token = mockToken(name, scenario, scopes.length === 0 ? [] : ['openid', ...scopes]);
  const url = `${server.url}${path}`;
  const texts = {
    token,
    curl: curlOf(url, token),
    fetch: fetchOf(url, token),
    test: testOf(path, name, scenario),
  };
  return (
    <>
      <h3>Token</h3>
      <div class="row-of">
        <label>
          Scenario{' '}
          <select value={scenario} onChange={event => setScenario(event.currentTarget.value)}>
            <option value="">none: the profile</option>
            {value?.scenarios.map(({ name: each, title }) => (
              <option key={each} value={each}>
                {each}: {title.slice(0, 60)}
              </option>
            ))}
          </select>
        </label>
        <Choice label="Form of the token" names={snippets} chosen={kind} onChoose={name => setKind(name)} />
      </div>
      {known.length > 0 && <ScopeBoxes known={known} chosen={scopes} onChange={setScopes} />}
      <Code what={kind} text={texts[kind]} />
    </>
  );
}

interface ScopeProps {
  readonly known: readonly string[];
  readonly chosen: readonly string[];
  onChange(scopes: readonly string[]): void;
}

function ScopeBoxes({ known, chosen, onChange }: ScopeProps): JSX.Element {
  return (
    <fieldset class="scopes">
      <legend>Scopes; none chosen means all</legend>
      {known.map(scope => (
        <label key={scope}>
          <input
            type="checkbox"
            checked={chosen.includes(scope)}
            onChange={event =>
              onChange(event.currentTarget.checked ? [...chosen, scope] : chosen.filter(each => each !== scope))
            }
          />{' '}
          {scope}
        </label>
      ))}
    </fieldset>
  );
}

function LoginPanel({
  server,
  name,
  claims,
}: Pick<DetailProps, 'server' | 'claims'> & { readonly name: string }): JSX.Element {
  const [scope, setScope] = useState(
    ['openid', ...(scopesIn(claims).length > 0 ? scopesIn(claims) : ['user-profile:read'])].join(' '),
  );
  const [clientId, setClientId] = useState('aps-userinfo');
  return (
    <form
      class="login"
      onSubmit={event => {
        event.preventDefault();
        void startLogin(server, name, scope, clientId);
      }}
    >
      <h3>Log in as {name}</h3>
      <div class="row-of">
        <label>
          Scope <input value={scope} size={32} onInput={event => setScope(event.currentTarget.value)} />
        </label>
        <label>
          Application <input value={clientId} size={14} onInput={event => setClientId(event.currentTarget.value)} />
        </label>
        <button type="submit">Log in as {name}</button>
      </div>
    </form>
  );
}

const variants = ['documented', 'sdk', 'minimal', 'maximal', 'boundary', 'additive', 'drifted'];

function Comparison({
  server,
  name,
  claims,
}: Pick<DetailProps, 'server' | 'claims'> & { readonly name: string }): JSX.Element {
  const columns = [...variants, ...scopesIn(claims).map(scope => `openid ${scope}`)];
  const [shown, setShown] = useState<readonly string[]>(['documented', 'minimal']);
  const [onlyDifferent, setOnlyDifferent] = useState(false);
  const { value, error } = useLoaded(
    signal => Promise.all(shown.map(column => loadColumn(server, name, column, signal))),
    [server, name, shown.join()],
  );
  const profiles = value?.length === shown.length ? value : [];
  const groups = compareProfiles(claims, profiles)
    .map(group => ({ ...group, rows: group.rows.filter(({ differs }) => !onlyDifferent || differs.some(Boolean)) }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <>
      <h3>Claims side by side</h3>
      <fieldset class="scopes">
        <legend class="hidden">Variants{columns.length > variants.length && ' and scopes'}</legend>
        {columns.map(column => (
          <label key={column}>
            <input
              type="checkbox"
              checked={shown.includes(column)}
              disabled={shown.length === 1 && shown.includes(column)}
              onChange={event =>
                setShown(
                  event.currentTarget.checked
                    ? columns.filter(each => each === column || shown.includes(each))
                    : shown.filter(each => each !== column),
                )
              }
            />{' '}
            {column}
          </label>
        ))}
        <label>
          <input
            type="checkbox"
            checked={onlyDifferent}
            onChange={event => setOnlyDifferent(event.currentTarget.checked)}
          />{' '}
          <strong>only what differs</strong>
        </label>
      </fieldset>
      <ErrorNote error={error} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset holds fields */}
      <div class="table-box" tabIndex={0} role="group" aria-label="Claims side by side">
        <table>
          <thead>
            <tr>
              <th scope="col">Claim</th>
              {shown.map(column => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          {profiles.length > 0 &&
            groups.map(({ title, rows }) => (
              <tbody key={title}>
                <tr>
                  <th scope="rowgroup" colSpan={shown.length + 1} class="group">
                    {title}
                  </th>
                </tr>
                {rows.map(({ name: each, claim, values, differs }) => (
                  <tr key={each}>
                    <th scope="row" title={claim?.description}>
                      {each}
                    </th>
                    {values.map((text, index) => (
                      <td key={index} class={differs[index] ? 'differs' : ''}>
                        {text === undefined ? <span class="soft">missing</span> : <code>{text}</code>}
                        {differs[index] && <span class="hidden"> differs</span>}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            ))}
        </table>
      </div>
    </>
  );
}

function loadColumn(server: Server, name: string, column: string, signal: AbortSignal): Promise<Profile> {
  const query = variants.includes(column) ? { variant: column } : { scope: column };
  return server.get<Profile>(`/personas/${name}/profile?${new URLSearchParams(query)}`, signal);
}

// A form for a person, from the schema of the document, with the findings of the validator while one types.

import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { type Claim, groupOf } from './claims.ts';
import { download, ErrorNote, useLoaded } from './parts.tsx';
import {
  bodyOf,
  claimAt,
  emptyForm,
  type Field,
  type PersonaForm as Form,
  formOf,
  type Mode,
  type PersonaBody,
} from './persona.ts';
import { hashOf } from './place.ts';
import { Problem, type Server } from './server.ts';

interface FormProps {
  readonly server: Server;
  readonly claims: readonly Claim[];
  /** Persona to start from. */
  readonly base: string | undefined;
  onSaved(): void;
}

interface Check {
  readonly problems: readonly { readonly pointer: string; readonly text: string }[];
  readonly yaml: string;
}

/** After the last key. */
const pauseMs = 200;

export function PersonaForm({ server, claims, base, onSaved }: FormProps): JSX.Element {
  const [name, setName] = useState(base === undefined ? 'new-person' : `${base}-2`);
  const [form, setForm] = useState<Form>(emptyForm);
  const [error, setError] = useState<Error>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (base !== undefined)
      server.get<PersonaBody>(`/personas/${base}`).then(persona => setForm(formOf(persona)), setError);
  }, [base]);
  const body = useMemo(() => bodyOf(form, claims), [form, claims]);
  const check = useCheck(server, name, body);
  const problemsOf = (claim: string | undefined) =>
    check?.problems.filter(({ pointer }) => claimAt(pointer, body) === claim).map(({ text }) => text) ?? [];
  const isGood = check !== undefined && check.problems.length === 0;
  const save = async (): Promise<void> => {
    try {
      await server.call('PUT', `/personas/${encodeURIComponent(name)}`, body);
      onSaved();
      location.assign(hashOf('people', { persona: name }));
    } catch (problem) {
      setError(problem as Error);
    }
  };
  const change = (claim: string, field: Partial<Field>): void =>
    setForm(before => {
      const old = before.fields[claim] ?? { mode: 'generated', text: '' };
      return { ...before, fields: { ...before.fields, [claim]: { ...old, ...field } } };
    });
  const groups = [...new Set(claims.map(groupOf))];
  return (
    <form
      class="card persona-form"
      aria-label="New person"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        if (isGood) void save();
      }}
    >
      <div class="head">
        <h2 ref={heading} tabIndex={-1}>
          {base === undefined ? 'A new person' : `A person like ${base}`}
        </h2>
        <a href={hashOf('people')}>Cancel</a>
      </div>
      <p class="soft">What you leave generated is made to fit the document, the same each time.</p>
      <div class="form-head">
        <label>
          Name, as in the token
          <input
            value={name}
            required
            aria-invalid={problemsOf(undefined).length > 0}
            aria-describedby="whole-problems"
            onInput={event => setName(event.currentTarget.value.trim())}
          />
        </label>
        <label>
          Title
          <input value={form.title} onInput={event => setForm({ ...form, title: event.currentTarget.value })} />
        </label>
        <label>
          Locale of generated claims
          <input
            value={form.locale}
            placeholder="en, de, ja …"
            onInput={event => setForm({ ...form, locale: event.currentTarget.value.trim() })}
          />
        </label>
      </div>
      <div id="whole-problems" class="problems" aria-live="polite">
        {problemsOf(undefined).map(text => (
          <p key={text}>{text}</p>
        ))}
      </div>
      {groups.map(group => (
        <fieldset key={group} class="form-group">
          <legend>{group}</legend>
          {claims
            .filter(claim => groupOf(claim) === group)
            .map(claim => (
              <ClaimField
                key={claim.name}
                claim={claim}
                field={form.fields[claim.name] ?? { mode: 'generated', text: '' }}
                problems={problemsOf(claim.name)}
                onChange={field => change(claim.name, field)}
              />
            ))}
        </fieldset>
      ))}
      <ErrorNote error={error} />
      <div class="form-end">
        <p role="status">
          {check === undefined ? 'Checking…' : isGood ? 'Satisfies the document.' : countOf(check.problems.length)}
        </p>
        <button
          type="button"
          disabled={!isGood}
          onClick={() => download(`${name}.yaml`, 'application/yaml', check?.yaml ?? '')}
        >
          Download YAML
        </button>
        <button type="submit" class="main" disabled={!isGood}>
          Save to the session
        </button>
      </div>
    </form>
  );
}

function countOf(count: number): string {
  return count === 1 ? '1 problem' : `${count} problems`;
}

/** The findings about the latest body, a moment after the last change. */
function useCheck(server: Server, name: string, body: PersonaBody): Check | undefined {
  const { value } = useLoaded(
    async signal => {
      await new Promise(resolve => setTimeout(resolve, pauseMs));
      if (signal.aborted) throw new Error('a newer text is checked');
      try {
        const path = `/personas/${encodeURIComponent(name || '-')}/check`;
        return { ...(await server.call<Check>('POST', path, body, signal)), body, name };
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        return { problems: [{ pointer: '', text: problem.message }], yaml: '', body, name };
      }
    },
    [server, name, body],
  );
  return value?.body === body && value.name === name ? value : undefined;
}

interface FieldProps {
  readonly claim: Claim;
  readonly field: Field;
  readonly problems: readonly string[];
  onChange(field: Partial<Field>): void;
}

function ClaimField({ claim, field, problems, onChange }: FieldProps): JSX.Element {
  const { name, description, form, required, types } = claim;
  const id = `claim-${name}`;
  const modes: readonly Mode[] = required ? ['generated', 'given'] : ['generated', 'given', 'absent'];
  const example =
    claim.example === undefined
      ? ''
      : typeof claim.example === 'string'
        ? claim.example
        : JSON.stringify(claim.example);
  return (
    <div class="field">
      <label for={`${id}-mode`} title={description}>
        {name}
      </label>
      <select
        id={`${id}-mode`}
        value={field.mode}
        onChange={event => {
          const mode = event.currentTarget.value as Mode;
          onChange(
            mode === 'given' && field.text === ''
              ? { mode, text: types.includes('boolean') ? 'true' : example }
              : { mode },
          );
        }}
      >
        {modes.map(mode => (
          <option key={mode}>{mode}</option>
        ))}
      </select>
      {field.mode === 'given' ? (
        <Value claim={claim} id={id} field={field} isWrong={problems.length > 0} onChange={onChange} />
      ) : (
        <span class="soft form-of">{form}</span>
      )}
      <div id={`${id}-problems`} class="problems" aria-live="polite">
        {problems.map(text => (
          <p key={text}>{text}</p>
        ))}
      </div>
    </div>
  );
}

interface ValueProps extends Pick<FieldProps, 'claim' | 'field' | 'onChange'> {
  readonly id: string;
  readonly isWrong: boolean;
}

function Value({ claim: { name, types, values }, id, field, isWrong, onChange }: ValueProps): JSX.Element {
  const choices = values ?? (types.length === 1 && types[0] === 'boolean' ? [true, false] : undefined);
  const shared = {
    id,
    'aria-label': `Value of ${name}`,
    'aria-invalid': isWrong,
    'aria-describedby': `${id}-problems`,
    value: field.text,
  };
  if (choices !== undefined) {
    return (
      <select {...shared} onChange={event => onChange({ text: event.currentTarget.value })}>
        {choices.map(choice => (
          <option key={String(choice)}>{String(choice)}</option>
        ))}
      </select>
    );
  }
  if (types.some(type => ['object', 'array'].includes(type)))
    return <textarea {...shared} rows={3} onInput={event => onChange({ text: event.currentTarget.value })} />;
  return <input {...shared} onInput={event => onChange({ text: event.currentTarget.value })} />;
}

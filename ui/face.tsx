// The picture of a person, or the first letter of a name.

import type { JSX } from 'preact';

export interface PersonaRow {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly locale?: string;
}

export function Face({ picture, name }: { readonly picture: string | undefined; readonly name: string }): JSX.Element {
  if (picture !== undefined) return <img class="face" src={picture} alt="" width={48} height={48} />;
  return (
    <span class="face letter" aria-hidden="true">
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTranscript } from './parse-transcript.ts';
import { runTranscript } from './run-transcript.ts';

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder).filter(name => name.endsWith('.txt'));
const texts = new Map(files.map(name => [name, readFileSync(new URL(name, folder), 'utf8')]));

describe('the transcripts tell the truth', () => {
  it.each(files)('%s', async name => {
    expect(await runTranscript(texts.get(name) ?? '')).toEqual([]);
  });

  it('and there are at least thirty exchanges of them', () => {
    const events = [...texts.values()].flatMap(text => parseTranscript(text).events);
    expect(events.filter(({ kind }) => kind === 'exchange').length).toBeGreaterThanOrEqual(30);
  });
});

describe('a transcript that does not tell the truth is found out', () => {
  const ask = 'Title\n\n> GET /userinfo\n> Authorization: Bearer mock.alice\n\n';

  it.each([
    ['another status', '< 204 No Content', /expected 204 No Content, but got 200 OK/],
    [
      'another header',
      '< 200 OK\n< Content-Type: text/plain',
      /but got Content-Type: application\/json; charset=utf-8/,
    ],
    ['a header that is not there', '< 200 OK\n< Retry-After: …', /there is no Retry-After/],
    ['a header that should not be there', '< 200 OK\n< X-Request-Id: (absent)', /expected no X-Request-Id/],
    ['another member', '< 200 OK\n<\n< { "sub": 1, … }', /\/sub: expected 1, but got "/],
    ['a member too many', '< 200 OK\n<\n< { "sub": "…" }', /\/email is not expected/],
    ['a member too few', '< 200 OK\n<\n< { "shoe_size": …, … }', /\/shoe_size is missing/],
    ['a value that was another before', '< 200 OK\n<\n< { "sub": "<id>", "name": "<id>", … }', /\/name: expected "/],
    ['a body where none is expected', '< 200 OK\n<\n< (empty)', /expected no body/],
    ['another fate of the connection', '< (reset)', /expected \(reset\), but got 200 OK/],
  ])('%s', async (_, answer, message) => {
    expect((await runTranscript(`${ask}${answer}\n`)).join('\n')).toMatch(message);
  });

  it.each([
    ['a request without an answer', `${ask}> GET /userinfo\n< 200 OK\n`, /line 3: a request without an answer/],
    ['an answer without a request', 'Title\n\n< 200 OK\n', /line 3: an answer without a request/],
    ['something that cannot happen', 'Title\n\n* pigs fly\n', /"pigs fly": nothing of the kind can happen/],
    ['no title', '> GET /userinfo\n< 200 OK\n', /line 1: a transcript starts with its title/],
  ])('%s', async (_, text, message) => {
    await expect(runTranscript(text)).rejects.toThrow(message);
  });
});

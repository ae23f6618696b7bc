import { setTimeout as sleep } from 'node:timers/promises';

const attempts = 4;
const timeLimitMs = 4000;
const longestWaitMs = 5000;
const mostBytes = 100_000;

export default async ({ url, token, subject }) => {
  for (let attempt = 1; ; attempt++) {
    const { profile, error, waitMs } = await ask(url, token, subject, attempt);
    if (profile !== undefined) return profile;
    if (waitMs === undefined || waitMs > longestWaitMs || attempt === attempts) throw error;
    await sleep(waitMs);
  }
};

async function ask(url, token, subject, attempt) {
  // Longer than a runtime's own repetition, doubled each time, and never the same for two clients.
  const pauseMs = 300 * 2 ** (attempt - 1) * (1 + Math.random() / 2);
  try {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(timeLimitMs) });
    if (response.ok) return { profile: await profileOf(response, subject) };
    const error = new Error(`status ${response.status}`);
    if (response.status !== 429 && response.status < 500) return { error };
    return { error, waitMs: Math.max(pauseMs, retryAfterMs(response.headers.get('retry-after'))) };
  } catch (error) {
    // Only a connection that breaks is worth another attempt; one that stalls has cost the user enough.
    return error instanceof TypeError ? { error, waitMs: pauseMs } : { error };
  }
}

function retryAfterMs(text) {
  if (text === null) return 0;
  return /^\d+$/u.test(text) ? Number(text) * 1000 + 100 : Date.parse(text) - Date.now() + 100;
}

async function profileOf(response, subject) {
  const bytes = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) throw new RangeError('The answer is too long for a profile.');
    bytes.push(chunk);
  }
  const profile = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(bytes)));
  if (profile?.sub !== subject) throw new RangeError('The answer is no profile of this user.');
  return profile;
}

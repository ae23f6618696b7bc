import { describe, expect, it } from 'vitest';
import { startMock } from '../../src/testing/start-mock.ts';

const headers = { authorization: 'Bearer mock.alice' };

describe('what is left at the end', () => {
  it('is an error of close, if onUnexpected says so, which names everything', async () => {
    const mock = await startMock({ onUnexpected: 'error' });
    mock.once('429');
    mock.session('b').once('500');
    await fetch(`${mock.url}/sessions/c/userinfos?a=b`);
    const error = await mock.close().catch((reason: Error) => reason);
    expect(error).toMatchObject({
      code: 'ERR_RUN_UNEXPECTED',
      details: [
        'The scenario "429", queued with once, was not used.',
        'Nothing serves GET /userinfos in session "c": 404.',
        'The scenario "500", queued with once in session "b", was not used.',
      ],
    });
  });

  it('is nothing where every scenario was used, and every request served', async () => {
    const mock = await startMock({ onUnexpected: 'error' });
    mock.once('429');
    await fetch(`${mock.url}/userinfo`, { headers });
    const picture = (await (await fetch(`${mock.url}/userinfo`, { headers })).json()) as { picture: string };
    await fetch(picture.picture);
    await fetch(`${mock.url}/favicon.ico`);
    await expect(mock.close()).resolves.toBeUndefined();
  });

  it('is forgotten with a reset, and ignored by default', async () => {
    const strict = await startMock({ onUnexpected: 'error' });
    strict.once('429');
    strict.reset();
    await expect(strict.close()).resolves.toBeUndefined();
    const mock = await startMock();
    mock.once('429');
    await expect(mock.close()).resolves.toBeUndefined();
  });

  it('is a warning of the process with warn', async () => {
    const warnings: Error[] = [];
    const take = (warning: Error): unknown => warnings.push(warning);
    process.on('warning', take);
    const mock = await startMock({ onUnexpected: 'warn' });
    mock.once('429');
    await mock.close();
    await new Promise(resolve => setImmediate(resolve));
    process.off('warning', take);
    expect(warnings).toMatchObject([{ message: expect.stringContaining('was not used'), code: 'ERR_RUN_UNEXPECTED' }]);
  });
});

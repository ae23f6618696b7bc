// Answers that do not come, or not to their end, while the connection stays open.

import { type Family, family, profileAsk } from '../case.ts';
import { once, sent } from '../changes.ts';
import type { Send } from '../wire.ts';

const stallWithin: Send = (socket, head, bytes) => {
  socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, 100)]));
};

const drip: Send = (socket, head, bytes) => {
  socket.write(head);
  let at = 0;
  const timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), 20);
  socket.on('close', () => clearInterval(timer));
};

export const silence: Family = {
  ...family('silence', 'valid-token', profileAsk, [
    ['no answer comes', once(sent(() => {})), 'check/no-answer'],
    ['the headers stall', once(sent((socket, head) => socket.write(head.slice(0, 60)))), 'check/no-answer'],
    ['the body stalls', once(sent(stallWithin)), 'response/body-timed-out'],
    ['the body drips', once(sent(drip)), 'response/body-timed-out'],
  ]),
  timeoutMs: 2500,
};

// The framework without us: a bare Fastify server that sends one constant string. JavaScript, so that its start has
// nothing to strip. Its argument is the size of the body in bytes.

import Fastify from 'fastify';

const body = JSON.stringify({ filler: 'x'.repeat(Math.max(0, Number(process.argv[2]) - 13)) });

const app = Fastify();
app.get('/userinfo', (_request, reply) => {
  reply.header('content-type', 'application/json; charset=utf-8').send(body);
});
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);

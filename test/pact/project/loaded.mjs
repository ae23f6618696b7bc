// Prints which packages of Pact a consumer test has loaded.
import { createRequire } from 'node:module';
import { userinfoInteractions } from 'aps-userinfo/pact';

await userinfoInteractions({ consumer: 'page', provider: 'userinfo' });
const files = Object.keys(createRequire(import.meta.url).cache).filter(file => file.endsWith('.js'));
const packages = files.map(file => /@pact-foundation\/([^/]+)/.exec(file)?.[1]).filter(name => name !== undefined);
process.stdout.write([...new Set(packages)].join());

// Writes 20 interactions to a contract that other processes write to at the same time: `node writer.mjs NAME`.
import { Pact } from '@pact-foundation/pact';
import { userinfoInteractions } from 'aps-userinfo/pact';
import { readProfile } from './client.mjs';

const [, , name] = process.argv;
const pact = new Pact({ consumer: 'together', provider: 'userinfo', dir: 'pacts', logLevel: 'error' });
const errors = (await userinfoInteractions(pact)).filter(({ status }) => status >= 400).slice(0, 20);
// The descriptions differ from process to process.
const described = await userinfoInteractions({
  addInteraction() {
    const interaction = pact.addInteraction();
    const { uponReceiving } = interaction;
    interaction.uponReceiving = description => uponReceiving.call(interaction, `${name}: ${description}`);
    return interaction;
  },
});
for (const { name: wanted } of errors) {
  const { executeTest } = described.find(one => one.name === wanted);
  await executeTest(({ url, token }) => readProfile(url, token));
}

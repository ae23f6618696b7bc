import { freshPacts } from 'aps-userinfo/pact';

export default freshPacts({ dir: 'pacts' });

import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';

const callback = 'http://localhost:3000/callback';

export default async ({ base, visit }) => {
  const client = new OidcClient({
    ...{ authority: base, client_id: 'judged', redirect_uri: callback, scope: 'openid data:read' },
    loadUserInfo: true,
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  });
  const { url } = await client.createSigninRequest({});
  return (await client.processSigninResponse((await visit(url, callback)).url)).profile;
};

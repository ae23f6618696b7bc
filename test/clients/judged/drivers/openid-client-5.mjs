import { Issuer, TokenSet } from 'openid-client';

export default ({ base, url, token, idToken }) => {
  const { Client } = new Issuer({ issuer: base, userinfo_endpoint: url });
  return new Client({ client_id: 'judged' }).userinfo(new TokenSet({ access_token: token, id_token: idToken }));
};

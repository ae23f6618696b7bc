import * as oidc from 'openid-client';

export default ({ base, url, token, subject }) => {
  const configuration = new oidc.Configuration({ issuer: base, userinfo_endpoint: url }, 'judged');
  oidc.allowInsecureRequests(configuration);
  return oidc.fetchUserInfo(configuration, token, subject);
};

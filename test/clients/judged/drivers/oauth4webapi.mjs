import * as oauth from 'oauth4webapi';

export default async ({ base, url, token, subject }) => {
  const [server, client] = [{ issuer: base, userinfo_endpoint: url }, { client_id: 'judged' }];
  const response = await oauth.userInfoRequest(server, client, token, { [oauth.allowInsecureRequests]: true });
  return oauth.processUserInfoResponse(server, client, subject, response);
};

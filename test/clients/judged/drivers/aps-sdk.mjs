import { AuthenticationClient } from '@aps_sdk/authentication';
import { SdkManagerBuilder } from '@aps_sdk/autodesk-sdkmanager';

// A new client each time: after five failures one of them sends nothing for a minute.
export default ({ base, token }) => {
  const client = new AuthenticationClient({ sdkManager: SdkManagerBuilder.create().build() });
  client.usersApi.baseAddress = base;
  return client.getUserInfo(token);
};

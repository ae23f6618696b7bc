// A badge that says who is signed in, on Autodesk's own SDK for Node.js: it sends the token without the word Bearer.

import { AuthenticationClient } from '@aps_sdk/authentication';
import { SdkManagerBuilder } from '@aps_sdk/autodesk-sdkmanager';

/** What the badge shows. */
export type Badge = { readonly name: string; readonly picture: string | undefined } | { readonly problem: string };

/** @param apiUrl in place of the service's address, which the SDK knows itself */
export async function badge(apiUrl: string, token: string): Promise<Badge> {
  const client = new AuthenticationClient({ sdkManager: SdkManagerBuilder.create().build() });
  client.usersApi.baseAddress = apiUrl;
  try {
    const { name, preferred_username: username, thumbnails } = await client.getUserInfo(token);
    return { name: name ?? username ?? 'Somebody', picture: thumbnails?.sizeX120 };
  } catch (error) {
    const status = (error as { httpStatusCode?: () => number }).httpStatusCode?.();
    return { problem: status === 401 ? 'Signed out.' : 'Not available.' };
  }
}

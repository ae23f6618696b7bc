import type { Rule } from '../verdict.ts';

export const pictureAddress: Rule = {
  id: 'picture-address',
  code: 'client/picture-address-kept',
  title: 'The client requests a picture only while its address is valid.',
  why: 'Autodesk signs the addresses of pictures for 15 to 30 minutes: one that is stored shows no picture later.',
  see: 'https://www.rfc-editor.org/rfc/rfc9111#section-5.2',
  needs: 'a request for a signed picture; move the clock of the session before a second one',
  judge({ pictures }) {
    const signed = pictures.filter(({ url }) => url.includes('?t='));
    if (signed.length === 0) return undefined;
    return signed
      .filter(({ status }) => status === 403)
      .map(entry => ({
        message: 'The address of a picture was used after its time, or was changed.',
        requests: [entry],
      }));
  },
};

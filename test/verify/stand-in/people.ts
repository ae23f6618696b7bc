// The people whom the stand-in knows, in the form of the reference page, with the readings of aps-facts.

const sizes = [20, 40, 50, 58, 80, 120, 160, 176, 240, 360];

function thumbnails(address: (size: number) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(sizes.map(size => [`sizeX${size}`, address(size)]));
}

export type StandInPerson = Readonly<Record<string, unknown>> & { readonly sub: string };

/** Two users: one with everything, one from the days of EIDM who signs in through LDAP. */
export const people: Readonly<Record<'first' | 'second', StandInPerson>> = {
  first: {
    sub: '7QK2ZX94PLMA',
    name: 'Mira Holt',
    given_name: 'Mira',
    family_name: 'Holt',
    preferred_username: 'mira.holt',
    email: 'mira.holt@example.com',
    email_verified: true,
    profile: 'https://profile.autodesk.com',
    picture: 'https://images.profile.autodesk.com/7QK2ZX94PLMA/profilepictures/x120.jpg?r=638608843165630000',
    locale: 'en-US',
    updated_at: 1662583480,
    is_2fa_enabled: false,
    is_backup_code_present: false,
    country_code: 'US',
    address: { street_address: '12 Mill Road\n', locality: 'Portland', region: '', postal_code: '', country: 'US' },
    phone_number: '+1 5035550147 #12',
    phone_number_verified: false,
    ldap_enabled: false,
    ldap_domain: null,
    job_title: 'Surveyor',
    industry: 'Civil engineering',
    industry_code: 'AEC',
    about_me: '',
    language: 'en',
    company: 'Holt Surveys',
    created_date: '2017-12-11T20:54:18Z',
    last_login_date: '2026-05-10T04:00:29Z',
    eidm_guid: '7QK2ZX94PLMA',
    opt_in: false,
    social_userinfo_list: [],
    user_thumbnails: thumbnails(size => `https://images.profile.autodesk.com/9f3c1d7a/x${size}.jpg?t=c2lnbmVk`),
    thumbnails: thumbnails(size => `https://images.profile.autodesk.com/7QK2ZX94PLMA/profilepictures/x${size}.jpg`),
  },
  second: {
    sub: 'ZRCJ32URKY489AXQ',
    name: 'Jo Tan',
    given_name: 'Jo',
    family_name: 'Tan',
    preferred_username: 'jo.tan',
    email: 'jo.tan@example.org',
    email_verified: true,
    locale: 'de-DE',
    updated_at: 1700000000,
    is_2fa_enabled: true,
    country_code: 'DE',
    ldap_enabled: true,
    ldap_domain: 'example.org',
    language: 'de',
    created_date: '2012-01-02T03:04:05Z',
    last_login_date: '2026-11-01T08:09:10Z',
    eidm_guid: '3XVSL72JL2U5',
    opt_in: true,
    social_userinfo_list: [{ socialUserId: '1122', providerId: 'google.com', providerName: 'Google' }],
    thumbnails: thumbnails(size => `https://images.profile.autodesk.com/default/user_X${size}.png`),
  },
};

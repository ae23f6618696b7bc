// What a country decides: its telephone code (ITU-T E.164), numbers there that nobody has, and faker's locale for it.

/** One country as ISO 3166-1 alpha-2 knows it. */
export interface Country {
  /** Country calling code, without the plus sign. */
  readonly dial: string;
  /** National significant number; `#` is any digit. */
  readonly number: string;
  /** Faker's locale for people and places there, where it has one. */
  readonly fakerLocale: string | undefined;
}

// Numbers kept free for drama by the regulators where they are known: NANP 555-01xx, Ofcom, ARCEP, BNetzA, ACMA, ComReg,
// PTS. Elsewhere 5550 begins the subscriber number, as in films.
const table: Readonly<Record<string, string>> = {
  AM: '374 105550## hy',
  AQ: '672 15550#',
  AT: '43 15550### de_AT',
  AU: '61 25550#### en_AU',
  AZ: '994 1255500## az',
  BD: '880 255500### bn_BD',
  BE: '32 25550### fr_BE',
  BR: '55 115550#### pt_BR',
  CA: '1 41655501## en_CA',
  CH: '41 445550### de_CH',
  CN: '86 105550#### zh_CN',
  CZ: '420 255500### cs_CZ',
  DE: '49 3023125### de',
  DK: '45 355500## da',
  EG: '20 25550#### ar',
  ES: '34 915550### es',
  FI: '358 95550### fi',
  FR: '33 19900#### fr',
  GB: '44 7700900### en_GB',
  GE: '995 3225550## ka_GE',
  GH: '233 3025550## en_GH',
  GR: '30 215550#### el',
  HK: '852 25550### en_HK',
  HR: '385 15550### hr',
  HU: '36 15550### hu',
  ID: '62 215550### id_ID',
  IE: '353 2091##### en_IE',
  IL: '972 35550### he',
  IN: '91 115550#### en_IN',
  IQ: '964 15550### ku_ckb',
  IR: '98 215550#### fa',
  IT: '39 0655500### it',
  JP: '81 35550#### ja',
  KR: '82 25550#### ko',
  LU: '352 2655500# fr_LU',
  LV: '371 675550## lv',
  MD: '373 225550## ro_MD',
  MK: '389 25550### mk',
  MN: '976 115550## mn_MN_cyrl',
  MV: '960 33550## dv',
  MX: '52 555550#### es_MX',
  NG: '234 15550### en_NG',
  NL: '31 205550### nl',
  NO: '47 215550## nb_NO',
  NP: '977 15550## ne',
  NZ: '64 95550###',
  PK: '92 215550#### ur',
  PL: '48 225550### pl',
  PT: '351 215550### pt_PT',
  RO: '40 215550### ro',
  RS: '381 115550### sr_RS_latin',
  RU: '7 4955550### ru',
  SA: '966 115550###',
  SE: '46 84650040# sv',
  SG: '65 65550###',
  SI: '386 15550### sl_SI',
  SK: '421 255500### sk',
  SN: '221 338550### fr_SN',
  TH: '66 25550### th',
  TR: '90 2125550### tr',
  TW: '886 25550#### zh_TW',
  UA: '380 445550### uk',
  US: '1 20255501## en',
  UZ: '998 712550### uz_UZ_latin',
  VN: '84 245550#### vi',
  ZA: '27 115550### en_ZA',
};

/** The country of this code, or undefined where nothing is known of it. */
export function countryOf(code: string): Country | undefined {
  return countries.get(code);
}

const countries: ReadonlyMap<string, Country> = new Map(
  Object.entries(table).map(([code, entry]) => {
    const [dial = '', number = '', fakerLocale] = entry.split(' ');
    return [code, { dial, number, fakerLocale }];
  }),
);

// Faker's locales that name a language only; the country where most people speak it.
const homes: Readonly<Record<string, string>> = {
  ar: 'EG',
  az: 'AZ',
  cy: 'GB',
  da: 'DK',
  de: 'DE',
  dv: 'MV',
  el: 'GR',
  en: 'US',
  eo: 'US',
  es: 'ES',
  fa: 'IR',
  fi: 'FI',
  fr: 'FR',
  he: 'IL',
  hr: 'HR',
  hu: 'HU',
  hy: 'AM',
  it: 'IT',
  ja: 'JP',
  ka: 'GE',
  ko: 'KR',
  ku: 'IQ',
  lv: 'LV',
  mk: 'MK',
  nb: 'NO',
  ne: 'NP',
  nl: 'NL',
  pl: 'PL',
  ro: 'RO',
  ru: 'RU',
  sk: 'SK',
  sv: 'SE',
  th: 'TH',
  tr: 'TR',
  uk: 'UA',
  ur: 'PK',
  vi: 'VN',
};

/** The country of a language that is said without one. */
export function homeOf(language: string): string {
  return homes[language] ?? 'US';
}

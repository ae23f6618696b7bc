// Towns of the United States with their state, a telephone area code and the start of their ZIP codes. Faker has towns and
// states as two lists, and Boston, Texas is not believable.

/** A town, and what a postal address and a phone number there begin with. */
export interface AmericanPlace {
  readonly city: string;
  readonly state: string;
  readonly areaCode: string;
  /** The first three of the five digits. */
  readonly zipPrefix: string;
}

const table = `
Birmingham|Alabama|205|352
Anchorage|Alaska|907|995
Phoenix|Arizona|602|850
Tucson|Arizona|520|857
Little Rock|Arkansas|501|722
Los Angeles|California|213|900
Oakland|California|510|946
Sacramento|California|916|958
San Diego|California|619|921
San Francisco|California|415|941
San Jose|California|408|951
Boulder|Colorado|303|803
Denver|Colorado|303|802
Hartford|Connecticut|860|061
Wilmington|Delaware|302|198
Jacksonville|Florida|904|322
Miami|Florida|305|331
Orlando|Florida|407|328
Tampa|Florida|813|336
Atlanta|Georgia|404|303
Savannah|Georgia|912|314
Honolulu|Hawaii|808|968
Boise|Idaho|208|837
Chicago|Illinois|312|606
Indianapolis|Indiana|317|462
Des Moines|Iowa|515|503
Wichita|Kansas|316|672
Louisville|Kentucky|502|402
New Orleans|Louisiana|504|701
Portland|Maine|207|041
Baltimore|Maryland|410|212
Boston|Massachusetts|617|021
Worcester|Massachusetts|508|016
Ann Arbor|Michigan|734|481
Detroit|Michigan|313|482
Minneapolis|Minnesota|612|554
Jackson|Mississippi|601|392
Kansas City|Missouri|816|641
St. Louis|Missouri|314|631
Billings|Montana|406|591
Omaha|Nebraska|402|681
Las Vegas|Nevada|702|891
Reno|Nevada|775|895
Manchester|New Hampshire|603|031
Newark|New Jersey|973|071
Albuquerque|New Mexico|505|871
Buffalo|New York|716|142
New York|New York|212|100
Rochester|New York|585|146
Charlotte|North Carolina|704|282
Raleigh|North Carolina|919|276
Fargo|North Dakota|701|581
Cincinnati|Ohio|513|452
Cleveland|Ohio|216|441
Columbus|Ohio|614|432
Oklahoma City|Oklahoma|405|731
Tulsa|Oklahoma|918|741
Eugene|Oregon|541|974
Portland|Oregon|503|972
Philadelphia|Pennsylvania|215|191
Pittsburgh|Pennsylvania|412|152
Providence|Rhode Island|401|029
Charleston|South Carolina|843|294
Sioux Falls|South Dakota|605|571
Memphis|Tennessee|901|381
Nashville|Tennessee|615|372
Austin|Texas|512|787
Dallas|Texas|214|752
El Paso|Texas|915|799
Houston|Texas|713|770
San Antonio|Texas|210|782
Salt Lake City|Utah|801|841
Burlington|Vermont|802|054
Richmond|Virginia|804|232
Seattle|Washington|206|981
Spokane|Washington|509|992
Charleston|West Virginia|304|253
Madison|Wisconsin|608|537
Milwaukee|Wisconsin|414|532
Cheyenne|Wyoming|307|820
`;

/** Every town of the table. */
export const americanPlaces: readonly AmericanPlace[] = table
  .trim()
  .split('\n')
  .map(line => {
    const [city = '', state = '', areaCode = '', zipPrefix = ''] = line.split('|');
    return { city, state, areaCode, zipPrefix };
  });

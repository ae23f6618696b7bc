// Findings about a value that disagrees with its schema: one code for each keyword of JSON Schema 2020-12.

/** The kinds of this area. */
export const schemaCodes = {
  'schema/type': {
    title: 'A value is of another JSON type than documented.',
    severity: 'error',
    cause: 'A number sent as a string or the other way round, null where it is not documented, a list for one value.',
    remedy: 'Send the documented type; if the service does send the other one, document both.',
  },
  'schema/required': {
    title: 'A member that must be there is missing.',
    severity: 'error',
    cause: 'The member was left out, or it is there under another name.',
    remedy: 'Send the member, or take it out of "required" if the service may leave it out.',
  },
  'schema/format': {
    title: 'A string or number is not in the documented format.',
    severity: 'error',
    cause: 'A moment without its zone, seconds where a date is documented, an address without its scheme.',
    remedy: 'Send the documented format, or document the one that is sent.',
  },
  'schema/pattern': {
    title: 'A string does not match the documented pattern.',
    severity: 'error',
    cause: 'Another spelling than documented, or a pattern that is too narrow for real values.',
    remedy: 'Send a string that matches, or widen the pattern.',
  },
  'schema/enum': {
    title: 'A value is not one of the documented ones.',
    severity: 'error',
    cause: 'A new value that the document does not have yet, or other capitals.',
    remedy: 'Send a documented value, or add the new one to the document.',
  },
  'schema/const': {
    title: 'A value is not the documented one.',
    severity: 'error',
    cause: 'Another value where the document has exactly one.',
    remedy: 'Send the documented value, or document the others.',
  },
  'schema/min-length': {
    title: 'A string is shorter than documented.',
    severity: 'error',
    cause: 'An empty string for a value that is not known, or a cut one.',
    remedy: 'Leave out what is not known, or lower the limit in the document.',
  },
  'schema/max-length': {
    title: 'A string is longer than documented.',
    severity: 'error',
    cause: 'A limit that real values exceed.',
    remedy: 'Shorten the string, or raise the limit in the document.',
  },
  'schema/minimum': {
    title: 'A number is smaller than documented.',
    severity: 'error',
    cause: 'Another unit than documented, such as seconds for milliseconds, or a negative number.',
    remedy: 'Send a number within the limit, or lower the limit in the document.',
  },
  'schema/maximum': {
    title: 'A number is larger than documented.',
    severity: 'error',
    cause: 'Another unit than documented, such as milliseconds for seconds.',
    remedy: 'Send a number within the limit, or raise the limit in the document.',
  },
  'schema/exclusive-minimum': {
    title: 'A number is not larger than the documented limit.',
    severity: 'error',
    cause: 'The limit itself, which is excluded, or a smaller number.',
    remedy: 'Send a larger number, or make the limit inclusive in the document.',
  },
  'schema/exclusive-maximum': {
    title: 'A number is not smaller than the documented limit.',
    severity: 'error',
    cause: 'The limit itself, which is excluded, or a larger number.',
    remedy: 'Send a smaller number, or make the limit inclusive in the document.',
  },
  'schema/multiple-of': {
    title: 'A number is not a multiple of the documented one.',
    severity: 'error',
    cause: 'A number that was not rounded as documented.',
    remedy: 'Round the number, or correct "multipleOf" in the document.',
  },
  'schema/min-items': {
    title: 'An array has fewer items than documented.',
    severity: 'error',
    cause: 'An empty list where at least one item is documented.',
    remedy: 'Send the items, or lower the limit in the document.',
  },
  'schema/max-items': {
    title: 'An array has more items than documented.',
    severity: 'error',
    cause: 'A limit that real lists exceed.',
    remedy: 'Send fewer items, or raise the limit in the document.',
  },
  'schema/unique-items': {
    title: 'An array has equal items, which the document excludes.',
    severity: 'error',
    cause: 'The same item was added twice.',
    remedy: 'Send each item once, or take "uniqueItems" out of the document.',
  },
  'schema/items': {
    title: 'An array has items that the document excludes.',
    severity: 'error',
    cause: 'A list of fixed length has grown.',
    remedy: 'Send the documented items only, or document the others.',
  },
  'schema/unevaluated-items': {
    title: 'An array has items that no part of its schema documents.',
    severity: 'error',
    cause: 'A list of fixed length has grown.',
    remedy: 'Send the documented items only, or document the others.',
  },
  'schema/contains': {
    title: 'An array lacks an item that must be among its items.',
    severity: 'error',
    cause: 'The item was left out, or is not quite as documented.',
    remedy: 'Send the item, or correct "contains" in the document.',
  },
  'schema/min-properties': {
    title: 'An object has fewer members than documented.',
    severity: 'error',
    cause: 'An empty object for a value that is not known.',
    remedy: 'Send the members, or lower the limit in the document.',
  },
  'schema/max-properties': {
    title: 'An object has more members than documented.',
    severity: 'error',
    cause: 'The object has grown beyond its documented limit.',
    remedy: 'Send fewer members, or raise the limit in the document.',
  },
  'schema/additional-properties': {
    title: 'An object has a member that its schema excludes.',
    severity: 'error',
    cause: 'A misspelt name, or a member that the document does not have yet.',
    remedy: 'Correct the name, or add the member to the document.',
  },
  'schema/unevaluated-properties': {
    title: 'An object has a member that no part of its schema documents, though the document excludes others.',
    severity: 'error',
    cause: 'A misspelt name, or a member that the document does not have yet.',
    remedy: 'Correct the name, or add the member to the document.',
  },
  'schema/property-names': {
    title: 'The name of a member is not one that the document allows.',
    severity: 'error',
    cause: 'A name in another form than documented.',
    remedy: 'Correct the name, or widen "propertyNames" in the document.',
  },
  'schema/dependent-required': {
    title: 'A member is missing that must accompany another one.',
    severity: 'error',
    cause: 'Only one of two members that belong together was sent.',
    remedy: 'Send both members or neither, or take "dependentRequired" out of the document.',
  },
  'schema/any-of': {
    title: 'A value satisfies none of the documented alternatives.',
    severity: 'error',
    cause: 'A form of the value that the document does not have, or one alternative that is almost met.',
    remedy: 'Send one of the alternatives, or document the form that is sent.',
  },
  'schema/one-of': {
    title: 'A value does not satisfy exactly one of the documented alternatives.',
    severity: 'error',
    cause: 'A form of the value that the document does not have, or alternatives that overlap.',
    remedy: 'Send one of the alternatives; where several are met, make them differ in the document or use "anyOf".',
  },
  'schema/not': {
    title: 'A value is one that the document excludes.',
    severity: 'error',
    cause: 'A placeholder or an old form that the document rules out.',
    remedy: 'Send another value, or correct "not" in the document.',
  },
  'schema/false-schema': {
    title: 'A value stands where the document allows none.',
    severity: 'error',
    cause: 'A member or an item that the document forbids by name or place.',
    remedy: 'Leave the value out, or document it.',
  },
  'schema/if': {
    title: 'A value breaks a condition of the document.',
    severity: 'error',
    cause: 'A value that is fine by itself does not go with another one.',
    remedy: 'Send values that go together, or correct the condition in the document.',
  },
  'schema/further': {
    title: 'A value has more errors than are told.',
    severity: 'error',
    cause: 'The same mistake again and again, in the items of a list for example, or another thing altogether.',
    remedy: 'Mend what is told, and check again.',
  },
} as const;

/** The code of a finding about a schema. */
export type SchemaFindingCode = keyof typeof schemaCodes;

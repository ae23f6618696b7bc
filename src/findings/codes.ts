// The codes of findings: what a program may compare. One per keyword of JSON Schema that a value can disagree with.

/** What each code means. */
export const findingCodes = {
  'schema/type': 'A value is of another JSON type than documented.',
  'schema/required': 'A member that must be there is missing.',
  'schema/format': 'A string or number is not in the documented format.',
  'schema/pattern': 'A string does not match the documented pattern.',
  'schema/enum': 'A value is not one of the documented ones.',
  'schema/const': 'A value is not the documented one.',
  'schema/min-length': 'A string is shorter than documented.',
  'schema/max-length': 'A string is longer than documented.',
  'schema/minimum': 'A number is smaller than documented.',
  'schema/maximum': 'A number is larger than documented.',
  'schema/exclusive-minimum': 'A number is not larger than the documented limit.',
  'schema/exclusive-maximum': 'A number is not smaller than the documented limit.',
  'schema/multiple-of': 'A number is not a multiple of the documented one.',
  'schema/min-items': 'An array has fewer items than documented.',
  'schema/max-items': 'An array has more items than documented.',
  'schema/unique-items': 'An array has equal items, which the document excludes.',
  'schema/items': 'An array has items that the document excludes.',
  'schema/unevaluated-items': 'An array has items that the document excludes.',
  'schema/contains': 'An array lacks an item that must be among its items.',
  'schema/min-properties': 'An object has fewer members than documented.',
  'schema/max-properties': 'An object has more members than documented.',
  'schema/additional-properties': 'An object has a member that the document excludes.',
  'schema/unevaluated-properties': 'An object has a member that the document excludes.',
  'schema/property-names': 'The name of a member is not one that the document allows.',
  'schema/dependent-required': 'A member is missing that must accompany another one.',
  'schema/any-of': 'A value satisfies none of the documented alternatives.',
  'schema/one-of': 'A value satisfies none of the documented alternatives, or more than one.',
  'schema/not': 'A value is one that the document excludes.',
  'schema/false-schema': 'A value stands where the document allows none.',
  'schema/if': 'A value breaks a condition of the document.',
} as const;

/** The code of a finding about a schema. */
export type SchemaFindingCode = keyof typeof findingCodes;

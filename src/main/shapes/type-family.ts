/** UUIDs, hashes and numbers of four digits or more. */
const IDS = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|(?=[a-f]*\d)[\da-f]{12,}|\d{4,}/giu;
/** Longest name that is looked through, in UTF-16 code units: the time it takes grows with its square. */
const REACH = 200;

/** What a type is called without the ids in its name, which tell one of many: `user:10472` → `user:#`. */
export const familyOf = (type: string): string => (type.length > REACH ? type : type.replaceAll(IDS, '#'));

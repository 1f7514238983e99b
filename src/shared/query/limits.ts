/** Longest query text that is read, in UTF-16 code units. */
export const QUERY_LENGTH_LIMIT = 20_000;

/** How deep parentheses can lie in one another. */
export const QUERY_DEPTH_LIMIT = 64;

/** Most segments of a field path. */
export const PATH_LENGTH_LIMIT = 30;

/** Longest regular expression, in UTF-16 code units. */
export const REGEX_LENGTH_LIMIT = 1_000;

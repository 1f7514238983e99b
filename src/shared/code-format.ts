/** What a source can be copied as: something that others can run. */
export const CODE_FORMATS = ['curl', 'javascript', 'python'] as const;
export type CodeFormat = (typeof CODE_FORMATS)[number];

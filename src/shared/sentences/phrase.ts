/**
 * Marks a text that other languages word although it does not look like a sentence: a subject such as
 * `the proxy squid:3128`, which stands in the sentences of another file, or a hint that ends in code.
 */
export const phrase = (text: string): string => text;

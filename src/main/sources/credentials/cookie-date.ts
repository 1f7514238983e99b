const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A date as cookies write it, in any of the forms seen in the wild (RFC 6265 §5.1.1); epoch ms, null for none. */
export function parseCookieDate(text: string): number | null {
  let time: readonly number[] | null = null;
  let day: number | null = null;
  let month: number | null = null;
  let year: number | null = null;
  // eslint-disable-next-line no-control-regex -- the delimiters as the standard lists them
  for (const token of text.split(/[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/u)) {
    const clock = /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/u.exec(token);
    const named = MONTHS.indexOf(token.slice(0, 3).toLowerCase());
    if (time === null && clock) time = clock.slice(1, 4).map(Number);
    else if (day === null && /^\d{1,2}(?:\D|$)/u.test(token)) day = Number.parseInt(token, 10);
    else if (month === null && named !== -1) month = named;
    else if (year === null && /^\d{2,4}(?:\D|$)/u.test(token)) year = Number.parseInt(token, 10);
  }
  if (time === null || day === null || month === null || year === null) return null;
  if (year >= 70 && year <= 99) year += 1900;
  else if (year >= 0 && year <= 69) year += 2000;
  const [hour = 0, minute = 0, second = 0] = time;
  if (day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59) return null;
  const at = new Date(Date.UTC(year, month, day, hour, minute, second));
  return at.getUTCDate() === day ? at.getTime() : null;
}

/** Units of one day, by its date in a zone. */
export type DayUnits = { day: string; units: number };

/**
 * What of each day's units lay beyond what the plan includes: units are taken from what is included until a period's are
 * used up. Days are taken whole, so the day on which a period begins counts to the new one.
 *
 * @param days ascending, one for each date on which units were used
 * @param startsOn dates on which periods began, ascending; before the first, use is taken as from a full period
 */
export function beyondIncluded(days: readonly DayUnits[], included: number, startsOn: readonly string[]): number[] {
  let period = "";
  let used = 0;
  return days.map(({ day, units }) => {
    const start = startsOn.findLast((first) => first <= day) ?? "";
    if (start !== period) used = 0;
    period = start;
    const before = Math.max(0, used - included);
    used += units;
    return Math.max(0, used - included) - before;
  });
}

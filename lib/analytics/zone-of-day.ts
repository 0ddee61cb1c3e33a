/** A change of the report zone, as far as it says by which zone a day was counted. */
export type CountedChange = { zoneBefore: string; zone: string; countedFrom: string | null; isWhole: boolean };

/** The zone by whose clocks a day was counted. @param changes that are done, the newest first; @param zone without any */
export function zoneOfDay(changes: readonly CountedChange[], day: string, zone: string): string {
  const found = changes.find(({ countedFrom, isWhole }) => isWhole || (countedFrom !== null && day >= countedFrom));
  return found?.zone ?? changes.at(-1)?.zoneBefore ?? zone;
}

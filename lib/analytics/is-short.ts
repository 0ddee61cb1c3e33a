/** What pays for units of a meter; amounts as the store counts them. */
export type Funding = {
  included: boolean;
  /** Null is without limit. */
  units: number | null;
  usedUnits: number;
  creditMicroPerUnit: number | null;
  creditMicroLeft: number;
  postpaid: boolean;
};

/** True when a call that asks for `askedUnits` would be refused for want of units, credits and a later bill. */
export function isShort(funding: Funding, askedUnits: number): boolean {
  if (!funding.included) return true;
  if (funding.units === null || funding.usedUnits + askedUnits <= funding.units) return false;
  if (funding.creditMicroPerUnit !== null && funding.creditMicroLeft >= askedUnits * funding.creditMicroPerUnit) {
    return false;
  }
  return !funding.postpaid;
}

/** A paying tenant's cards and its next charge. `expiresAtMs`: the end of the card's last month. */
export type CardHolder = {
  tenantId: string;
  mrrMinor: number;
  cardExpiriesMs: readonly number[];
  nextChargeAtMs: number | null;
};

export type CardExposure = { exposedMinor: number; totalMinor: number; tenantIds: string[] };

/** Revenue of tenants whose every card ends before their next charge. One without any card has no expiry to miss. */
export function cardExposure(holders: readonly CardHolder[]): CardExposure {
  const exposed = holders.filter(
    ({ cardExpiriesMs, nextChargeAtMs }) =>
      nextChargeAtMs !== null &&
      cardExpiriesMs.length > 0 &&
      cardExpiriesMs.every((expiresAtMs) => expiresAtMs <= nextChargeAtMs),
  );
  const sum = (some: readonly CardHolder[]) => some.reduce((total, { mrrMinor }) => total + mrrMinor, 0);
  return {
    exposedMinor: sum(exposed),
    totalMinor: sum(holders),
    tenantIds: exposed.map(({ tenantId }) => tenantId),
  };
}

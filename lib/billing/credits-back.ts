/**
 * Micro-credits that go back with a part of a price: so many that all parts together take back the whole, and none of
 * them more than its share.
 */
export function creditsBack(
  creditMicro: number,
  paidMinor: number,
  /** Given back before, and by now. */
  refunded: { beforeMinor: number; afterMinor: number },
): number {
  if (paidMinor <= 0) return 0;
  const upTo = (minor: number) => (BigInt(creditMicro) * BigInt(Math.min(minor, paidMinor))) / BigInt(paidMinor);
  return Number(upTo(refunded.afterMinor) - upTo(refunded.beforeMinor));
}

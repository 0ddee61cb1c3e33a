/** What units beyond everything else cost: rounded half up, once, to a minor unit. The rate is 10⁻¹² minor units. */
export function overageAmount(units: number, rateE12: number): number {
  const twice = (BigInt(units) * BigInt(rateE12) * 2n) / 1_000_000_000_000n;
  return Number((twice + 1n) / 2n);
}

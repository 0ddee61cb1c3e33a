import type { VersionContent } from "@/lib/catalog/compare-versions";

/** True for a version that never asks for money: no price, and nothing billed later. */
export const isFree = ({ priceMinor, meters }: Pick<VersionContent, "priceMinor" | "meters">): boolean =>
  priceMinor === 0 && Object.values(meters).every(({ overageRateE12 }) => !overageRateE12);

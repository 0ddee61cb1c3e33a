const fine = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const coarse = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 0 });

/** "1.8%", "38%": one decimal below ten, none above; what is there but small is never "0.0%". */
export function describeShare(share: number): string {
  const size = Math.abs(share);
  if (size === 0) return "0%";
  if (size < 0.0005) return share < 0 ? "> −0.1%" : "< 0.1%";
  return (size < 0.0995 ? fine : coarse).format(share).replace("-", "−");
}

const units = [
  { name: "d", ms: 86_400_000 },
  { name: "h", ms: 3_600_000 },
  { name: "min", ms: 60_000 },
  { name: "s", ms: 1000 },
] as const;

/** A length of time in its largest unit: "3.5 d", "40 min"; one decimal below ten. */
export function describeLength(ms: number): string {
  const { name, ms: unitMs } = units.find((unit) => ms >= unit.ms) ?? units[3];
  const value = ms / unitMs;
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ${name}`;
}

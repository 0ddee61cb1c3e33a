import { describeNumber } from "@/components/ui/describe-units";

const [width, height, rim] = [120, 28, 3];

/** The course of a number in little: its name says the lowest, the highest and the last value. Gaps stay gaps. */
export function Sparkline({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1);
  if (last === undefined) return <span aria-label={`${label}: nothing measured`} role="img" />;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const say = (value: number) => describeNumber(Math.round(value * 100) / 100);
  const name = `${label}: lowest ${say(low)}, highest ${say(high)}, last ${say(last)}`;
  const x = (at: number) => rim + (at * (width - 2 * rim)) / Math.max(1, values.length - 1);
  const y = (value: number) => height - rim - ((value - low) * (height - 2 * rim)) / (high - low || 1);
  const path = values
    .map((value, at) =>
      value === null
        ? ""
        : `${(values[at - 1] ?? null) === null ? "M" : "L"}${x(at).toFixed(1)},${y(value).toFixed(1)}`,
    )
    .join("");
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={name}>
      <path d={path} fill="none" stroke="var(--chart-up)" strokeWidth="1.5" strokeLinecap="round" />
      <circle cx={x(values.lastIndexOf(last))} cy={y(last)} r="2.2" fill="var(--chart-up)" />
    </svg>
  );
}

import type { Family } from "@/components/charts/families";

type Given = { cx?: number; cy?: number | null; index?: number };

const circle = (family: Family, key: string, { cx = 0, cy }: Given, fill: string) => (
  <circle key={key} cx={cx} cy={cy ?? 0} r={3} fill={fill} stroke={`var(--chart-${family})`} strokeWidth={1.5} />
);

/** Marks points of a line that it alone would hide: those between two gaps. */
export const lineDot =
  (key: string, family: Family, rows: readonly Readonly<Record<string, unknown>>[]) => (given: Given) => {
    const { cx, cy, index = 0 } = given;
    const id = `${key} ${index}`;
    const isAlone = (rows[index - 1]?.[key] ?? null) === null && (rows[index + 1]?.[key] ?? null) === null;
    if (cx === undefined || typeof cy !== "number" || !isAlone) return <g key={id} />;
    return circle(family, id, given, `var(--chart-${family})`);
  };

/** Marks what rests on few calls: hollow, and held at the axis' end where it lies beyond it. */
export const hollowDot = (key: string, family: Family) => (given: Given) => {
  const { cx, cy, index = 0 } = given;
  const id = `${key} ${index}`;
  if (cx === undefined || typeof cy !== "number") return <g key={id} />;
  return circle(family, id, { cx, cy }, "var(--card-ground)");
};

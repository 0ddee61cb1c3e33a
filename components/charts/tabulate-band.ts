import { describeStarts } from "@/components/charts/describe-step";
import { describeValue } from "@/components/charts/describe-value";
import type { FigureCell, FigureTable } from "@/components/charts/figure-table";
import type { BandPoint, ChartStep } from "@/components/charts/types";
import { zonedInstant } from "@/lib/zoned-instant";

type Given = {
  zone: string;
  step: ChartStep;
  unit: string;
  money?: string | undefined;
  points: readonly BandPoint[];
  limit?: number | undefined;
};

/** The numbers of a forecast: what was, then the likely middle and its band. */
export function tabulateBand({ zone, step, unit, money, points, limit }: Given): FigureTable {
  const labels = describeStarts(
    points.map(({ at }) => at),
    step,
    zone,
  );
  const cell = (value: number | null): FigureCell => ({ shown: describeValue(value, { money }), value });
  return {
    headers: [
      `At (${zone})`,
      `Used (${unit})`,
      "Low (10%)",
      "Likely",
      "High (90%)",
      ...(limit === undefined ? [] : ["Limit"]),
    ],
    rows: points.map(({ at, actual, low, mid, high }, index) => ({
      key: at,
      cells: [
        { shown: labels[index] ?? at, value: zonedInstant(new Date(at), zone) },
        cell(actual),
        cell(low),
        cell(mid),
        cell(high),
        ...(limit === undefined ? [] : [cell(limit)]),
      ],
    })),
  };
}

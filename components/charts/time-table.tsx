import { describeBucketInFull } from "@/components/charts/describe-bucket";
import type { TimeBucket, TimeFigure } from "@/components/charts/types";
import { DataTable } from "@/components/ui/data-table";
import { describeNumber } from "@/components/ui/describe-units";

const share = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

type TimeTableProps = Pick<TimeFigure, "buckets" | "series" | "bucket" | "percent"> & { title: string };

/** The numbers of a figure, the latest first. */
export function TimeTable({ title, buckets, series, bucket, percent }: TimeTableProps) {
  const say = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : percent ? share.format(value) : describeNumber(value);
  return (
    <DataTable<TimeBucket>
      label={title}
      rows={[...buckets].reverse()}
      rowKey={(row) => row.at}
      phone="scroll"
      columns={[
        { key: "at", header: "From (UTC)", render: (row) => describeBucketInFull(row.at, bucket) },
        ...series.map(({ name, label }) => ({
          key: name,
          header: label,
          numeric: true,
          render: (row: TimeBucket) => say(row.values[name]),
        })),
      ]}
    />
  );
}

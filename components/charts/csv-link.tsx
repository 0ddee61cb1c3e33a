"use client";

import { Anchor } from "@mantine/core";
import { describeCsv, type FigureTable } from "@/components/charts/figure-table";

type Props = { title: string; zone: string | null; table: FigureTable; href: string | undefined };

/** The figure's numbers as a file: the server's, or else what the table holds. */
export function CsvLink({ title, zone, table, href }: Props) {
  const words = { fz: "xs", "aria-label": `${title} as CSV` } as const;
  if (href) {
    return (
      <Anchor href={href} download {...words}>
        CSV
      </Anchor>
    );
  }
  return (
    <Anchor component="button" type="button" onClick={() => save(title, describeCsv(title, zone, table))} {...words}>
      CSV
    </Anchor>
  );
}

function save(title: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}

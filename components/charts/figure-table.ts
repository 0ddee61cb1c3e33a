import { csvLine } from "@/lib/csv-line";

/** A cell as the screen says it, and as a file does: a bare number, or text. */
export type FigureCell = { shown: string; value: string | number | null; href?: string | undefined };

/** The numbers of a figure; the first column says what each row is about. */
export type FigureTable = {
  headers: readonly string[];
  rows: readonly { key: string; cells: readonly FigureCell[] }[];
};

/** A figure's table as a file. Its first line says what it holds and in which zone. */
export const describeCsv = (title: string, zone: string | null, { headers, rows }: FigureTable): string =>
  [
    csvLine([`# ${title}${zone ? `; times in ${zone}` : ""}`]),
    csvLine(headers),
    ...rows.map(({ cells }) => csvLine(cells.map(({ value }) => value))),
  ].join("");

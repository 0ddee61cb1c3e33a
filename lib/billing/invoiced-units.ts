/** Units that were reported with one time stamp, in billing time. */
export type SentRow = { accountId: string; units: number; sentTs: Date };

/** A metered line of a finished invoice. */
export type MeteredLine = { units: number; periodStart: Date; periodEnd: Date };

/**
 * How many of one ledger account's units were invoiced: what the lines that its reports fall into say, without what
 * others reported into the same lines. Null: no line takes any of them yet.
 */
export function invoicedUnits(
  accountId: string,
  sent: readonly SentRow[],
  lines: readonly MeteredLine[],
): { units: number; uninvoicedUnits: number } | null {
  const within = ({ sentTs }: SentRow, line: MeteredLine) => sentTs >= line.periodStart && sentTs < line.periodEnd;
  const mine = sent.filter((row) => row.accountId === accountId);
  const touched = lines.filter((line) => mine.some((row) => within(row, line)));
  if (touched.length === 0) return null;
  const sum = (rows: readonly SentRow[]) => rows.reduce((all, { units }) => all + units, 0);
  const inLines = sent.filter((row) => touched.some((line) => within(row, line)));
  const ofOthers = sum(inLines.filter((row) => row.accountId !== accountId));
  const lineUnits = touched.reduce((all, { units }) => all + units, 0);
  const uninvoicedUnits = sum(mine.filter((row) => !touched.some((line) => within(row, line))));
  return { units: lineUnits - ofOthers, uninvoicedUnits };
}

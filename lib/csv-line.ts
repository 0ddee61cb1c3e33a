/**
 * One line of CSV (RFC 4180): every cell is quoted. Text that a spreadsheet would take for a formula is led by an
 * apostrophe, so that a name chosen by somebody else is never run by whoever opens the file.
 */
export const csvLine = (cells: readonly (string | number | null)[]): string => `${cells.map(csvCell).join(",")}\r\n`;

function csvCell(value: string | number | null): string {
  if (typeof value === "number") return String(value);
  const text = value ?? "";
  const safe = /^[\s]*[=+\-@|%]|^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

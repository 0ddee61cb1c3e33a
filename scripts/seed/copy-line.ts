// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const isAscii = /^[\x00-\x7f]*$/;

/** Text whose characters are the bytes of another one in UTF-8: what is made of such text stays small and is written fast. */
export const bytesOf = (text: string): string => (isAscii.test(text) ? text : Buffer.from(text).toString("latin1"));

/** One row in the text format of `COPY`, with the end of its line, as bytes. */
export function copyLine(columns: readonly string[], row: Readonly<Record<string, unknown>>): string {
  return `${columns.map((column) => copyText(row[column])).join("\t")}\n`;
}

/** A value in the text format of `COPY`, as bytes. Arrays are of plain words; other objects are JSON, and so are arrays of them. */
export function copyText(value: unknown): string {
  if (value === null || value === undefined) return "\\N";
  if (typeof value === "string") return escaped(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value) && value.every((part) => typeof part === "string")) return `{${value.join(",")}}`;
  return escaped(JSON.stringify(value));
}

const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };
const escaped = (text: string) =>
  bytesOf(/[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : text);

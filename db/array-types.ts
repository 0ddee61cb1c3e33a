/** Text of a one-dimensional array as PostgreSQL writes it: `{a,"b c",NULL}`. */
function parseArray(text: string): (string | null)[] {
  const items: (string | null)[] = [];
  let item = "";
  let isQuoted = false;
  let wasQuoted = false;
  for (let at = 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") item += text.charAt(++at);
    else if (character === '"') {
      isQuoted = !isQuoted;
      wasQuoted = true;
    } else if (!isQuoted && (character === "," || character === "}")) {
      const isNothing = character === "}" && items.length === 0 && item === "" && !wasQuoted;
      if (!isNothing) items.push(!wasQuoted && item === "NULL" ? null : item);
      item = "";
      wasQuoted = false;
    } else item += character;
  }
  return items;
}

const quote = (value: unknown): string =>
  value === null || value === undefined ? "NULL" : `"${String(value).replace(/[\\"]/g, "\\$&")}"`;

/** A text is an array that somebody has written already. */
const serialize = (values: string | readonly unknown[]): string =>
  typeof values === "string" ? values : `{${values.map(quote).join(",")}}`;

/**
 * The arrays that columns and parameters of ours have, for the driver. Its own way is to ask each new connection for all
 * types; where the connection breaks in that moment nobody awaits the answer, and the process ends.
 */
export const arrayTypes = {
  texts: { to: 1009, from: [1009, 1015, 1003], serialize, parse: parseArray },
  integers: {
    ...{ to: 1016, from: [1016, 1007, 1005], serialize },
    parse: (text: string) => parseArray(text).map((item) => (item === null ? null : Number(item))),
  },
};

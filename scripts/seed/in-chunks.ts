/** Splits rows so that each part fits one statement, which has at most 65,535 parameters. */
export function* inChunks<Row>(rows: readonly Row[], columns: object): Generator<Row[]> {
  const size = Math.floor(60_000 / Object.keys(columns).length);
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

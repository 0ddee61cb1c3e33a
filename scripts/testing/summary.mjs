/** @typedef {{ name: string, state: "passed" | "failed" | "skipped" | "not run", passed: number, failed: number, seconds: number }} Row */

/**
 * The table at the end and, as the very last line, `N passed, N failed`.
 *
 * @param {Row[]} rows
 */
export function summary(rows) {
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const failed = rows.reduce((sum, row) => sum + row.failed, 0);
  const lines = rows.map(({ name, state, ...row }) =>
    [
      name.padEnd(12),
      state.padEnd(8),
      String(row.passed).padStart(6),
      String(row.failed).padStart(7),
      `${row.seconds.toFixed(1)} s`.padStart(9),
    ].join(" "),
  );
  return {
    text: [
      "",
      "stage        result   passed  failed      time",
      ...lines,
      "",
      `${passed} passed, ${failed} failed`,
    ].join("\n"),
    ok: failed === 0 && rows.every((row) => row.state === "passed" || row.state === "skipped"),
  };
}

/**
 * A table of what happened, tenant by tenant, for the person who watches.
 *
 * @param {{ kinds: Record<string, { tenantId: string }>, answers: import("./offer-calls.mjs").Answer[],
 *   ledger: import("./read-ledger.mjs").Ledger }} given
 */
export function describeRun({ kinds, answers, ledger }) {
  const columns = ["tenant", "offered", "200", "402", "403", "429", "503", "other", "none", "ok", "void", "unknown"];
  const rows = Object.entries(kinds).map(([name, { tenantId }]) => {
    const own = answers.filter(({ kind }) => kind === name);
    const told = (/** @type {number} */ status) => own.filter((answer) => answer.status === status).length;
    const named = [200, 402, 403, 429, 503].map(told);
    const none = told(0);
    const other = own.length - none - named.reduce((sum, count) => sum + count, 0);
    const events = ledger.events.filter((event) => event.tenantId === tenantId);
    const booked = ["ok", "void", "unknown"].map((outcome) => events.filter((one) => one.outcome === outcome).length);
    return [name, own.length, ...named, other, none, ...booked];
  });
  const line = (/** @type {(string | number)[]} */ cells) =>
    cells.map((cell, n) => (n === 0 ? String(cell).padEnd(10) : String(cell).padStart(8))).join("");
  const accounts = ledger.accounts.map(
    ({ kind, enforced, posted, consumed, tenantId }) =>
      `  ${(Object.entries(kinds).find(([, one]) => one.tenantId === tenantId)?.[0] ?? "").padEnd(10)} ${kind.padEnd(8)} used ${consumed}${enforced ? ` of ${posted}` : ", without limit"}`,
  );
  return [line(columns), ...rows.map(line), "", "Ledger", ...accounts].join("\n");
}

import { expect, it } from "vitest";
import { granted, holdOf, tryLedger } from "@/tests/metering/try-core";

const ticks = 20;

/** Uses 1 unit every 50 ms for a time. The first refusal's moment in seconds, or null. */
function use({ node }: ReturnType<typeof tryLedger>, forSec: number): number | null {
  for (let tick = 0; tick < forSec * ticks; tick++) {
    const ticket = node.reserve(holdOf());
    node.pass(50);
    const answer = node.answers.get(ticket);
    if (answer?.status !== "granted") return tick / ticks;
    node.ok(granted(answer), 1);
  }
  return null;
}

// A lease lives for 58 s and is followed by the next after 20: every phase of that is asked.
it.each(Array.from({ length: 16 }, (_, n) => 12 + 5 * n))(
  "a tenant with ample quota, in steady use for %i s, is not refused in 30 s without a database",
  (warmSec) => {
    const ledger = tryLedger(100_000_000);
    expect(use(ledger, warmSec)).toBeNull();
    ledger.node.ask = () => null;
    expect(use(ledger, 30)).toBeNull();
  },
);

it("gives a lease in reserve back once nobody calls", () => {
  const ledger = tryLedger(100_000_000);
  use(ledger, 30);
  ledger.node.pass(12_000);
  expect([...ledger.tables.leases.values()].filter(({ state }) => state === "open")).toEqual([]);
});

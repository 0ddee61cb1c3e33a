import { expect, it } from "vitest";
import { RetryBudget } from "@/lib/gateway/retry-budget";

it("repeats a tenth of the calls in the long run, with some in reserve for a bad moment", () => {
  const budget = new RetryBudget();
  let repeats = 0;
  for (let n = 0; n < 1_000; n++) {
    budget.earn();
    if (budget.spend()) repeats++;
  }
  expect(repeats).toBeGreaterThanOrEqual(100);
  expect(repeats).toBeLessThanOrEqual(121);
});

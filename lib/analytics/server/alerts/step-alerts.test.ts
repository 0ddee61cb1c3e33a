import { describe, expect, it } from "vitest";
import { stepAlerts } from "@/lib/analytics/server/alerts/step-alerts";
import type { Evidence, RunningAlert } from "@/lib/analytics/server/alerts/types";

const evidence = (rule: Evidence["rule"], object = "", sentence = "It holds."): Evidence => ({
  rule,
  object,
  sentence,
  href: "/admin",
});
const running = (over: Partial<RunningAlert> = {}): RunningAlert => ({
  id: "alr_1",
  rule: "AL6",
  object: "",
  isOpen: true,
  cleanRounds: 0,
  ...over,
});
const looked = new Set(["AL1", "AL6"] as const);

describe("one look at the rules", () => {
  it("begins what holds, and opens at once only what tolerates nothing", () => {
    expect(stepAlerts([], [evidence("AL6"), evidence("AL1", "2026-11-20")], looked)).toEqual([
      { do: "begin", evidence: evidence("AL6"), isOpen: false },
      { do: "begin", evidence: evidence("AL1", "2026-11-20"), isOpen: true },
    ]);
  });

  it("opens what holds a second time in a row, and takes new evidence instead of repeating", () => {
    const again = evidence("AL6", "", "It holds more.");
    expect(stepAlerts([running({ isOpen: false })], [again], looked)).toEqual([
      { do: "hold", id: "alr_1", evidence: again, opens: true },
    ]);
    expect(stepAlerts([running()], [again], looked)).toEqual([
      { do: "hold", id: "alr_1", evidence: again, opens: false },
    ]);
  });

  it("forgets what held once, and closes after three clean looks", () => {
    expect(stepAlerts([running({ isOpen: false })], [], looked)).toEqual([{ do: "forget", id: "alr_1" }]);
    expect([0, 1, 2].map((cleanRounds) => stepAlerts([running({ cleanRounds })], [], looked)[0])).toMatchObject([
      { cleanRounds: 1, closes: false },
      { cleanRounds: 2, closes: false },
      { cleanRounds: 3, closes: true },
    ]);
  });

  it("leaves alone what it did not look at, and other objects of the same rule", () => {
    expect(stepAlerts([running({ rule: "AL5" })], [], looked)).toEqual([]);
    expect(stepAlerts([running({ object: "tnt_1" })], [evidence("AL6", "tnt_2")], looked)).toMatchObject([
      { do: "clean" },
      { do: "begin" },
    ]);
  });
});

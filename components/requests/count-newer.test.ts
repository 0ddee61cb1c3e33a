import { describe, expect, test } from "vitest";
import { countNewer, describeNewer } from "@/components/requests/count-newer";

const call = (requestId: string, second: number) => ({
  requestId,
  decidedAt: new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString(),
});
const shown = { ids: ["b", "c"], oldest: call("b", 10).decidedAt };

describe("new calls of a page that waits", () => {
  test.each([
    ["what the page shows is not new", [call("c", 20), call("b", 10)], 0],
    ["newer ones are", [call("e", 40), call("d", 30), call("c", 20)], 2],
    ["one that came late between its rows is, too", [call("late", 15)], 1],
    ["what lies on an older page is not", [call("a", 5)], 0],
  ])("%s", (_title, calls, count) => {
    expect(countNewer({ calls, more: false }, shown).count).toBe(count);
  });
  test("on an empty page all are new", () => {
    expect(countNewer({ calls: [call("a", 5)], more: false }, { ids: [], oldest: null }).count).toBe(1);
  });
  test("more than are listed are told as more", () => {
    expect(describeNewer({ count: 200, more: true })).toBe("200+ new");
    expect(describeNewer({ count: 12, more: false })).toBe("12 new");
  });
});

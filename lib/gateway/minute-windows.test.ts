import { describe, expect, it } from "vitest";
import { MinuteWindows, minuteEnd } from "@/lib/gateway/minute-windows";

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 21, 12, 0, second));

describe("MinuteWindows", () => {
  it("counts within a minute and forgets when it is over", () => {
    const windows = new MinuteWindows();
    windows.add("a", at(1));
    windows.add("a", at(59));
    expect(windows.used("a", at(59))).toBe(2);
    expect(windows.used("b", at(59))).toBe(0);
    expect(windows.used("a", at(60))).toBe(0);
  });

  it("keeps the running minute's counts when a call that began in the last one comes late", () => {
    const windows = new MinuteWindows();
    windows.add("a", at(60));
    windows.add("a", at(59));
    expect(windows.used("a", at(59))).toBe(2);
    expect(windows.used("a", at(61))).toBe(2);
  });

  it("begins anew when the clock was set back", () => {
    const windows = new MinuteWindows();
    windows.add("a", at(600));
    expect(windows.used("a", at(0))).toBe(0);
  });

  it("says when the running minute ends", () => {
    expect(minuteEnd(at(59))).toEqual(at(60));
    expect(minuteEnd(at(60))).toEqual(at(120));
  });
});

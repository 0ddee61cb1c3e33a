import { describe, expect, it } from "vitest";
import { endOfTerm } from "@/lib/billing/end-of-term";

const day = (n: number) => new Date(Date.UTC(2026, 8, n));
const runs = { status: "active", cancelAt: null, trialEnd: null, endedAt: null };

describe("what is billed by hand or by nobody", () => {
  it.each([
    ["runs on", runs, null],
    ["is over when it was ended", { ...runs, status: "ended", endedAt: day(3) }, day(3)],
    ["is over with its term", { ...runs, cancelAt: day(5) }, day(5)],
    ["is over with a trial that nothing followed", { ...runs, status: "trialing", trialEnd: day(4) }, day(4)],
    ["runs on behind a trial that it followed", { ...runs, trialEnd: day(4) }, null],
    ["is over with whichever came first", { ...runs, cancelAt: day(5), endedAt: day(2) }, day(2)],
    ["is over with its term, however late it was ended", { ...runs, cancelAt: day(5), endedAt: day(9) }, day(5)],
  ])("%s", (_title, row, end) => {
    expect(endOfTerm(row)).toEqual(end);
  });
});

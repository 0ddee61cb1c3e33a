import { describe, expect, it } from "vitest";
import { describeNumbers } from "@/components/charts/describe-numbers";

describe("numbers of marks that share a step", () => {
  it.each([
    [[3], "3"],
    [[7, 8], "7, 8"],
    [[1, 2, 3, 4, 5, 6], "1–6"],
    [[1, 4, 5, 6], "1, 4–6"],
  ])("are told as runs: %j", (numbers, told) => {
    expect(describeNumbers(numbers)).toBe(told);
  });
});

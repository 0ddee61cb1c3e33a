import { describe, expect, test } from "vitest";
import { csvLine } from "@/lib/csv-line";

describe("a line of CSV", () => {
  test.each([
    ["=HYPERLINK(1)", `"'=HYPERLINK(1)"`],
    ["+1", `"'+1"`],
    ["-1", `"'-1"`],
    ["@SUM(A1)", `"'@SUM(A1)"`],
    [" =1", `"' =1"`],
    ["\t=1", `"'\t=1"`],
    ["\rx", `"'\rx"`],
    ["|calc", `"'|calc"`],
  ])("never starts a formula with %j", (value, cell) => {
    expect(csvLine([value])).toBe(`${cell}\r\n`);
  });
  test("keeps quotes, commas and line breaks inside their cell", () => {
    expect(csvLine(['a "b", c\nd', 12, null])).toBe('"a ""b"", c\nd",12,""\r\n');
  });
});

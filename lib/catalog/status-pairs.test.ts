import { describe, expect, test } from "vitest";
import { formatStatusPairs, parseStatusPairs } from "@/lib/catalog/status-pairs";

describe("charged statuses as typed", () => {
  test.each<[string, [number, number][]]>([
    ["200-399", [[200, 399]]],
    [
      "200-299, 404",
      [
        [200, 299],
        [404, 404],
      ],
    ],
    ["200–299", [[200, 299]]],
    ["", []],
  ])("%s is read", (text, pairs) => expect(parseStatusPairs(text)).toEqual(pairs));
  test.each(["2xx", "399-200", "700", "200-", "200;300"])("%s is refused", (text) => {
    expect(parseStatusPairs(text)).toBeNull();
  });
  test("come back as they were written", () => {
    expect(formatStatusPairs(parseStatusPairs("200-299, 404") ?? [])).toBe("200-299, 404");
  });
});

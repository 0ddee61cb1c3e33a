import { describe, expect, it } from "vitest";
import { pickMediaType } from "@/lib/negotiate/pick-media-type";

const problem = "application/problem+json";
const rows: [accept: string | undefined, expected: string, why: string][] = [
  [undefined, problem, "a missing header"],
  ["", problem, "an empty header"],
  ["*/*", problem, "curl and fetch"],
  ["application/*", problem, "a tie inside application"],
  ["application/problem+json", problem, "asked for by name"],
  ["application/json", "application/json", "the same bytes under the general name"],
  ["application/json, text/plain, */*", problem, "a tie of all three goes to problem+json"],
  ["application/json, */*;q=0.1", "application/json", "a named type above the star"],
  ["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html", "a browser"],
  ["text/html;q=0.4, application/problem+json;q=0.5", problem, "the higher weight wins"],
  ["text/plain", "text/plain", "text by name"],
  ["text/*", "text/html", "any text: a page"],
  ["text/*, text/html;q=0", "text/plain", "the more specific range excludes"],
  ["TEXT/HTML", "text/html", "case does not matter"],
  ["image/png", problem, "nothing acceptable is never answered with 406"],
  ["*/*;q=0", problem, "everything excluded"],
  ["text/html;q=zero", problem, "a weight that cannot be read is no wish"],
  ["text/html; charset=utf-8; q=0.9, */*;q=0.1", "text/html", "other parameters are skipped"],
  [`${"image/png,".repeat(20)}text/html`, problem, "the 21st range is not read"],
];

describe("the media type of an answer", () => {
  it.each(rows)("for %j is %s: %s", (accept, expected) => {
    expect(pickMediaType(accept)).toBe(expected);
  });
});

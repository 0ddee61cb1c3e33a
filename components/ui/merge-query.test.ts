import { describe, expect, it } from "vitest";
import { mergeQuery, parseList } from "@/components/ui/merge-query";

describe("the state in the address", () => {
  it.each([
    ["sets", "", { status: "402" }, "status=402"],
    ["keeps the rest", "tenant=tnt_1&range=7d", { status: "402" }, "tenant=tnt_1&range=7d&status=402"],
    ["takes out with null", "status=402&range=7d", { status: null }, "range=7d"],
    ["takes out with an empty text", "status=402", { status: "" }, ""],
    ["joins a list by bare commas", "", { code: ["a", "b"] }, "code=a,b"],
    ["takes out with an empty list", "code=a,b", { code: [] }, ""],
    ["goes back to the first page", "after=x&status=402", { status: "429" }, "status=429"],
    ["moves to another page", "after=x&status=402", { after: "y" }, "after=y&status=402"],
    ["escapes what would end the value", "", { q: "a&b=c d" }, "q=a%26b%3Dc+d"],
  ])("%s", (_name, query, change, expected) => {
    expect(mergeQuery(query, change)).toBe(expected);
  });
  it("reads lists without empty entries", () => {
    expect(parseList("a,,b,")).toEqual(["a", "b"]);
    expect(parseList(null)).toEqual([]);
  });
});

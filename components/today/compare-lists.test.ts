import { expect, it } from "vitest";
import { compareLists } from "@/components/today/compare-lists";

it.each([
  [["a", "b"], ["a", "b"], null],
  [[], [], null],
  [["a"], ["b", "a"], "1 new line"],
  [["a"], ["b", "c"], "2 new lines"],
  [["a", "b"], ["b"], "1 line done"],
  [["a", "b"], ["b", "a"], "The order changed"],
])("a list of %j that became %j is told as %j", (drawn, now, words) => {
  expect(compareLists(drawn, now)).toBe(words);
});

import { expect, it } from "vitest";
import { pageCatalogue } from "@/lib/messages/page-catalogue";
import { placeholdersOf } from "@/lib/messages/render-message";
import { locales } from "@/lib/messages/types";

/** Every text with its path, so that two languages can be laid side by side. */
function textsOf(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, `${path}/${name}`));
}
const english = textsOf(pageCatalogue.en, "");

it.each(locales)("the %s pages say everything that the English ones say, with the same placeholders", (locale) => {
  const texts = new Map(textsOf(pageCatalogue[locale], ""));
  expect([...texts.keys()]).toEqual(english.map(([path]) => path));
  for (const [path, text] of english) {
    const other = texts.get(path) ?? "";
    expect(other, path).not.toBe("");
    expect([...new Set(placeholdersOf(other))].sort(), path).toEqual([...new Set(placeholdersOf(text))].sort());
  }
});

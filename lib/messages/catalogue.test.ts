import { describe, expect, it } from "vitest";
import { codes } from "@/lib/errors";
import { catalogue } from "@/lib/messages/catalogue";
import { placeholdersOf } from "@/lib/messages/render-message";
import { type CodeText, locales, type Template } from "@/lib/messages/types";

const sentences = (template: Template): string[] =>
  typeof template === "string" ? [template] : [template.one, template.other];
const placeholders = (text: CodeText) =>
  Object.entries(text.detail).map(([variant, template]) => [
    variant,
    [...new Set(sentences(template).flatMap(placeholdersOf))].sort(),
  ]);
const english = Object.entries(catalogue.en.codes) as [keyof typeof codes, CodeText][];

describe.each(locales)("the %s catalogue", (locale) => {
  it("says something about every code and about nothing else", () => {
    expect(Object.keys(catalogue[locale].codes).sort()).toEqual(Object.keys(codes).sort());
  });

  it.each(english)("has the same variants and placeholders as English for %s", (code, text) => {
    expect(placeholders(catalogue[locale].codes[code])).toEqual(placeholders(text));
  });

  it.each(english)("keeps titles, plain sentences and page texts of %s free of placeholders", (code) => {
    const { title, plain, meaning, whoCanFix, whatToDo } = catalogue[locale].codes[code];
    for (const text of [title, plain, meaning, whoCanFix, whatToDo]) {
      expect(text).not.toBe("");
      expect(placeholdersOf(text)).toEqual([]);
    }
    expect(title.endsWith(".")).toBe(false);
    expect(plain.endsWith(".")).toBe(true);
  });

  it("uses the same placeholders in both plural forms, and one of them is the number that chooses", () => {
    for (const text of Object.values(catalogue[locale].codes)) {
      for (const template of Object.values(text.detail)) {
        if (typeof template === "string") continue;
        expect(placeholdersOf(template.one).sort()).toEqual(placeholdersOf(template.other).sort());
        expect(placeholdersOf(template.one)).toContain(template.by);
      }
    }
  });
});

it("translates every title: no German entry is left in English", () => {
  for (const [code, text] of english) expect(catalogue.de.codes[code].plain).not.toBe(text.plain);
});

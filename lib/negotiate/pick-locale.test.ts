import { describe, expect, it } from "vitest";
import { pickLocale } from "@/lib/negotiate/pick-locale";

const rows: [header: string | undefined, tenantLocale: string | null, expected: string, why: string][] = [
  [undefined, null, "de", "a missing header means the operator's default"],
  ["", null, "de", "an empty header means the operator's default"],
  ["*", null, "de", "a star means the operator's default"],
  ["*", "en", "de", "a star does not ask the tenant"],
  ["de", null, "de", "a language is taken as named"],
  ["EN-us", null, "en", "a region is cut off, case does not matter"],
  ["de-AT-x-private, en;q=0.9", null, "de", "subtags are cut until a language is left"],
  ["fr", null, "en", "no match gives English"],
  ["fr, *;q=0.1", null, "de", "a star after an unknown language means the default"],
  ["en;q=0.3, de;q=0.8", null, "de", "the higher weight wins"],
  ["en, de", null, "en", "of equal weights the first named wins"],
  ["en, de", "de", "de", "of equal weights the tenant's language wins"],
  ["de;q=0.7, en;q=0.7", "en", "en", "of equal lower weights the tenant's language wins"],
  ["en, de;q=0.9", "de", "en", "the tenant's language does not beat a higher weight"],
  ["en;q=0", null, "en", "nothing left gives English, for an error is never refused"],
  ["de;q=0, *", null, "en", "an excluded language is not the star's either"],
  ["de;q=0, de-AT", null, "en", "an excluded language is excluded for its regions"],
  ["en;q=2", null, "en", "a weight above 1 is malformed"],
  ["de;q=x", null, "en", "a weight that is no number is malformed"],
  ["de_DE", null, "en", "an underscore is malformed"],
  ["de, ;q=1", null, "en", "a weight without a language is malformed"],
  [", de ,", null, "de", "empty elements are allowed in a list"],
  [`${"fr,".repeat(19)}de`, null, "de", "the 20th range is read"],
  [`${"fr,".repeat(20)}de`, null, "en", "the 21st range is not read"],
  [`${" ".repeat(1_000)}de`, null, "en", "nothing after 1,000 characters is read"],
];

describe("the language of an answer", () => {
  it.each(rows)("for %j and tenant %j is %s: %s", (acceptLanguage, tenantLocale, expected) => {
    expect(pickLocale({ acceptLanguage, tenantLocale, defaultLocale: "de" })).toBe(expected);
  });
});

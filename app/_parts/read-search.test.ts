import { describe, expect, test } from "vitest";
import { readSearch } from "@/app/_parts/read-search";
import { ListAllRequestsInput } from "@/lib/analytics/request-inputs";

const read = (search: Record<string, string | string[] | undefined>) =>
  readSearch(ListAllRequestsInput, Promise.resolve(search));

describe("the filters of an address", () => {
  test("are kept as they stand there, so that they can be put back", async () => {
    expect(await read({ status: "402,5xx", range: "7d" })).toEqual({ status: "402,5xx", range: "7d" });
  });
  test.each([
    ["a value that no use case takes", { status: "abc" }],
    ["a filter that does not exist", { order: "desc" }],
    ["an empty value", { tenant: "" }],
    ["a malformed id", { tenant: "tnt_1" }],
  ])("never fail a page: %s is left out", async (_title, search) => {
    expect(await read({ ...search, range: "1h" })).toEqual({ range: "1h" });
  });
  test("that stand there twice count once", async () => {
    expect(await read({ range: ["1h", "7d"] })).toEqual({ range: "1h" });
  });
});

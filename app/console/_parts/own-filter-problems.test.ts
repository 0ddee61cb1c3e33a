import { describe, expect, test } from "vitest";
import { ownFilterProblems } from "@/app/console/_parts/own-filter-problems";
import { AppError } from "@/lib/errors";
import { invalidField } from "@/lib/invalid-field";

describe("a tenant's filter that names what is not there", () => {
  test("is named with what it looked for", () =>
    expect(ownFilterProblems(invalidField("/route", "unknown", "No route has this id."), { route: "rte_1" })).toEqual([
      { name: "route", message: "No route has this id." },
    ]));
  test("says of another tenant's key what it says of one that never was", () =>
    expect(ownFilterProblems(new AppError("not_found"), { key: "key_1", range: "7d" })).toEqual([
      { name: "key", message: "No key of this tenant has this id." },
    ]));
  test("is nothing where something else was not found or failed", () => {
    expect(ownFilterProblems(new AppError("not_found"), { range: "7d" })).toBeNull();
    expect(ownFilterProblems(new AppError("permission_denied"), { key: "key_1" })).toBeNull();
    expect(ownFilterProblems(new Error("away"), { key: "key_1" })).toBeNull();
  });
});

import { describe, expect, test } from "vitest";
import { z } from "zod";
import { readAddress } from "@/app/_parts/read-address";
import { scopeFields } from "@/lib/analytics/scope";
import { idInput } from "@/lib/id-input";

const Input = z.strictObject({ ...scopeFields, tenant: idInput("tenant").optional() });
const now = new Date("2026-11-21T10:00:00Z");
const read = (search: Record<string, string | string[] | undefined>) =>
  readAddress(Input, Promise.resolve(search), now);

describe("what an address asks of a page of figures", () => {
  test("is kept as it stands there; an empty value asks for nothing", async () => {
    expect(await read({ range: "7d", tz: "Europe/Berlin", tenant: "" })).toEqual({
      values: { range: "7d", tz: "Europe/Berlin" },
      problems: [],
    });
  });
  test.each([
    ["an unknown range", { range: "2d" }, "range", /one of 1h, 24h/],
    ["an unknown comparison", { cmp: "last" }, "cmp", /^It can only be prev\.$/],
    ["an unknown zone", { tz: "Mars/Olympus" }, "tz", /zone such as/],
    ["a malformed id", { tenant: "tnt_1" }, "tenant", /./],
    ["a filter that the page has not", { resaon: "quota" }, "resaon", /no such filter/],
    ["a filter twice", { range: ["7d", "30d"] }, "range", /more than once/],
    ["a date for an instant", { from: "2026-11-20" }, "from", /instant such as/],
    [
      "a window that is reversed",
      { from: "2026-11-20T10:00:00Z", to: "2026-11-19T10:00:00Z" },
      "from",
      /start before it ends/,
    ],
    ["a window of years", { from: "2020-11-20T10:00:00Z", to: "2026-11-19T10:00:00Z" }, "from", /400 days/],
    ["a window in the future", { from: "2999-01-01T00:00:00Z", to: "2999-01-02T00:00:00Z" }, "from", /future/],
  ])("is never dropped in silence: %s is a problem with a name", async (_title, search, name, message) => {
    const { problems } = await read(search);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.name).toBe(name);
    expect(problems[0]?.message).toMatch(message);
  });
});

import { expect, it } from "vitest";
import { forgetArguments } from "@/lib/metering/server/forget-arguments";

it.each([
  ["answered", () => Promise.resolve()],
  ["refused", () => Promise.reject(new Error("no"))],
])("a query that was %s keeps nothing of what it was given, and says the same as before", async (what, ask) => {
  const text = "x".repeat(1_000);
  const query = Object.assign(ask(), { args: [text], parameters: [text] });
  forgetArguments(query);
  expect(query.args).toEqual([text]);
  const said = await query.then(
    () => "answered",
    () => "refused",
  );
  expect(said).toBe(what);
  expect(query).toMatchObject({ args: [], parameters: [] });
});

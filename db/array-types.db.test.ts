import fc from "fast-check";
import { expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";

const { sql } = await testDatabase();

it("carries texts of any kind to the database and back", async () => {
  const text = fc.string({ unit: "grapheme" }).map((value) => value.replaceAll("\0", ""));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(text, fc.constantFrom("NULL", "", " ", '"', "\\", "{", "}", ","))),
      async (texts) => {
        const [row] = await sql<{ texts: string[]; count: number }[]>`
        select ${texts}::text[] as texts, cardinality(${texts}::text[]) as count`;
        expect(row).toEqual({ texts, count: texts.length });
      },
    ),
    { numRuns: 200 },
  );
});

it("reads what is missing in an array as null, and numbers as numbers", async () => {
  const [row] = await sql`
    select array['a', null]::text[] as texts, array[1, null]::int[] as small, ${[1, 9_007_199_254_740_991]}::bigint[] as big,
           array[]::text[] as none, array['x']::varchar[] as short`;
  expect(row).toEqual({
    ...{ texts: ["a", null], small: [1, null], big: [1, 9_007_199_254_740_991], none: [], short: ["x"] },
  });
});

it("finds rows by a list", async () => {
  expect(await sql`select n from generate_series(1, 5) n where n = any(${[2, 4]})`).toEqual([{ n: 2 }, { n: 4 }]);
  expect(await sql`select n from unnest(${["a", "b"]}::text[]) n where n = any(${["b"]})`).toEqual([{ n: "b" }]);
});

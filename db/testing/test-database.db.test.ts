import { describe, expect, it } from "vitest";
import { rawSql } from "@/db/client";
import { testDatabase } from "@/db/testing/test-database";

const { sql } = await testDatabase();

describe("the test database", () => {
  it("is migrated and becomes the worker's own", async () => {
    const [row] = await sql<{ demo: string }[]>`select demo from install`;
    expect(row?.demo).toBe("empty");
    expect(rawSql()).toBe(sql);
  });

  it("starts each file from the template", async () => {
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from tenant`;
    expect(row?.n).toBe(0);
  });
});

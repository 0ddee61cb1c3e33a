import { expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { requireDurableStore } from "@/lib/metering/server/require-durable-store";

// The server of the tests may forget everything, as no other may.
const { sql } = await testDatabase();

it("names every setting by which the database may lose what it has committed", async () => {
  await expect(requireDurableStore(sql)).rejects.toThrow("turn on fsync, full_page_writes, synchronous_commit in");
});

it("judges what holds for the sessions that ask", async () => {
  const session = await sql.reserve();
  await session`set synchronous_commit = local`;
  await expect(requireDurableStore(session)).rejects.toThrow("turn on fsync, full_page_writes in");
  session.release();
});

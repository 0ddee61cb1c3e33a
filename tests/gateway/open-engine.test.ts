import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { env } from "@/lib/env";
import { openEngine } from "@/lib/gateway/server/open-engine";
import { StoreNotDurable } from "@/lib/metering/server/require-durable-store";

await testDatabase();

it("opens no gateway in production on a database that may lose what it has committed", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "engine-test-"));
  const settings = { ...env(), JOURNAL_FOLDER: folder, FAREGATE_MODE: "production" as const };
  await expect(openEngine("gateway", settings)).rejects.toThrow(StoreNotDurable);
  fs.rmSync(folder, { recursive: true });
});

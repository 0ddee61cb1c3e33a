import fs from "node:fs";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { startPostgres } from "@/scripts/postgres/start-postgres.mjs";
import { removeAbandonedFolders, temporaryFolder } from "@/scripts/supervisor/temporary-folder.mjs";

export type TestServer = { host: string; port: number; user: string; password: string; template: string };

declare module "vitest" {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

const template = "faregate_template";

/**
 * Starts one throw-away PostgreSQL for the run and migrates a template database once; each test file clones it.
 * It forgets durability (`fsync=off`), which no other server of ours may do.
 */
export default async function setup(project: TestProject) {
  await removeAbandonedFolders();
  const dataFolder = temporaryFolder("db");
  const server = await startPostgres({
    dataFolder,
    password: "test-superuser",
    settings: { fsync: "off", full_page_writes: "off", synchronous_commit: "off", max_connections: "200" },
  });
  const stop = async () => {
    await server.stop();
    fs.rmSync(dataFolder, { recursive: true, force: true });
  };
  try {
    const { host, port, user, password } = server.connection;
    await createTemplate({ host, port, user, password });
    project.provide("testServer", { host, port, user, password, template });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

async function createTemplate(address: { host: string; port: number; user: string; password: string }) {
  const admin = postgres({ ...address, database: "postgres", max: 1, onnotice: () => undefined });
  await admin.unsafe(`CREATE DATABASE ${template}`);
  await admin.end();
  const client = postgres({ ...address, database: template, max: 1, onnotice: () => undefined });
  await migrate(drizzle(client), { migrationsFolder: "db/migrations" });
  await client.end();
}

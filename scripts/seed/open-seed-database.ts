import { drizzle } from "drizzle-orm/postgres-js";
import { useDatabase } from "@/db/client";
import { connect } from "@/db/connect";
import { env } from "@/lib/env";

/**
 * Opens the pools that seeding uses. They need not wait for the disk: whatever a crash of the machine takes away, the
 * mark that the demo is whole goes with it, and the next start tells it anew.
 */
export function openSeedDatabase(): void {
  const open = (name: string) => connect(env(), { max: 10, name, commitsEarly: true });
  useDatabase({ database: drizzle(open("faregate-seed"), { casing: "snake_case" }), sql: open("faregate-seed-raw") });
}

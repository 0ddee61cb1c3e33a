import { defineConfig } from "drizzle-kit";

/** Used to generate and check migrations; both work without a database. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./db/schema",
  out: "./db/migrations",
  casing: "snake_case",
});

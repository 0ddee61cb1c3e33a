import path from "node:path";
import { defineConfig } from "vitest/config";

const never = ["**/node_modules/**", "**/dist/**", "**/.next/**", "**/.next-test/**", "**/.faregate/**"];
const shared = {
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  oxc: { jsx: { runtime: "automatic" as const } },
};
const withDatabase = {
  globalSetup: ["./db/testing/global-setup.ts"],
  testTimeout: 60_000,
  hookTimeout: 180_000,
  // What lib/env.ts needs; the database part is set by testDatabase(), for a database of each file's own.
  env: {
    NODE_ENV: "test" as const,
    PORTAL_URL: "http://localhost:3000",
    GATEWAY_URL: "http://localhost:8402",
    NEXTAUTH_URL: "http://localhost:3000",
    NEXTAUTH_SECRET: "test-session-secret-of-enough-length",
    FAREGATE_KEY_PEPPER: "test-key-pepper-of-enough-length-too",
    FAREGATE_MASTER_KEY: Buffer.alloc(32, 7).toString("base64"),
    UPSTREAM_ALLOWED_RANGES: "127.0.0.0/8,::1/128",
    LOG_LEVEL: "silent",
  },
};

/**
 * rules: pure functions. ui: components in a simulated browser. db: use cases on a real PostgreSQL.
 * gateway: the gateway over real HTTP. ops: start, stop and the database launcher as real processes.
 */
export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "rules",
          environment: "node",
          include: ["{app,lib,components,db}/**/*.test.ts", "tests/metering/**/*.test.ts"],
          exclude: [...never, "**/*.db.test.ts"],
        },
      },
      {
        ...shared,
        test: {
          name: "ui",
          environment: "happy-dom",
          include: ["{app,components}/**/*.test.tsx"],
          exclude: never,
          setupFiles: ["./components/testing/patience.ts"],
          testTimeout: 30_000,
        },
      },
      {
        ...shared,
        test: {
          name: "db",
          environment: "node",
          include: ["{app,lib,db,scripts,tests}/**/*.db.test.ts"],
          exclude: never,
          ...withDatabase,
        },
      },
      {
        ...shared,
        test: {
          name: "gateway",
          environment: "node",
          include: ["tests/{gateway,promises}/**/*.test.ts"],
          exclude: [...never, "**/*.db.test.ts"],
          ...withDatabase,
        },
      },
      {
        ...shared,
        test: {
          name: "ops",
          environment: "node",
          include: ["scripts/**/*.test.ts"],
          exclude: [...never, "**/*.db.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});

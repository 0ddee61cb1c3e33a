import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { envNames, parseEnv } from "@/lib/env";

const complete = {
  PORTAL_URL: "http://localhost:3000",
  GATEWAY_URL: "http://localhost:8402",
  NEXTAUTH_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "demo-".padEnd(40, "a"),
  FAREGATE_MASTER_KEY: "demo-".padEnd(40, "b"),
  FAREGATE_KEY_PEPPER: "demo-".padEnd(40, "c"),
  PGHOST: "/tmp",
};
const own = {
  NEXTAUTH_SECRET: "x".repeat(40),
  FAREGATE_MASTER_KEY: "y".repeat(40),
  FAREGATE_KEY_PEPPER: "z".repeat(40),
};

const problems = (source: Record<string, string>) => {
  try {
    parseEnv(source);
    return [];
  } catch (error) {
    return String((error as Error).message)
      .split("\n")
      .slice(1)
      .map((line) => line.trim());
  }
};

describe("the environment", () => {
  test("is accepted when complete, with defaults", () => {
    expect(parseEnv(complete)).toMatchObject({ PORT: 3000, GATEWAY_PORT: 8402, FAREGATE_MODE: "demo" });
  });
  test("reports all problems at once", () => {
    const told = problems({
      ...complete,
      PORT: "99999",
      PORTAL_URL: "not a url",
      NEXTAUTH_SECRET: "short",
      PGHOST: "",
    });
    expect(told.map((line) => line.split(" ")[0])).toEqual(
      expect.arrayContaining(["PORT", "PORTAL_URL", "NEXTAUTH_SECRET"]),
    );
    expect(told.length).toBeGreaterThanOrEqual(3);
  });
  test("names a missing database", () => {
    expect(problems({ ...complete, PGHOST: "" })).toEqual([expect.stringMatching(/^DATABASE_URL is missing/)]);
  });
  test("counts an empty value as unset", () => {
    expect(parseEnv({ ...complete, PORT: "" }).PORT).toBe(3000);
  });
  test("refuses the demo's secrets in production mode", () => {
    expect(problems({ ...complete, FAREGATE_MODE: "production" })).toHaveLength(3);
    expect(problems({ ...complete, ...own, FAREGATE_MODE: "production" })).toEqual([]);
  });
  test("wants https in production mode, except on loopback", () => {
    const told = problems({
      ...complete,
      ...own,
      FAREGATE_MODE: "production",
      PORTAL_URL: "http://portal.example.com",
    });
    expect(told).toEqual(["PORTAL_URL must be https in production mode"]);
  });
  test("wants both halves of a provider", () => {
    expect(problems({ ...complete, GITHUB_ID: "id" })).toEqual(["GITHUB_SECRET must be set when GITHUB_ID is"]);
  });
  test("keeps real keys away from the sandbox, and live ones from test clocks", () => {
    const key = { ...complete, STRIPE_SECRET_KEY: "sk_live_0123456789" };
    expect(problems({ ...key, FAREGATE_STRIPE_SANDBOX_URL: "http://127.0.0.1:4242" })).toEqual([
      expect.stringMatching(/^FAREGATE_STRIPE_SANDBOX_URL must not/),
    ]);
    expect(problems({ ...key, FAREGATE_TEST_CLOCKS: "1" })).toEqual([
      expect.stringMatching(/^FAREGATE_TEST_CLOCKS must not/),
    ]);
    expect(problems({ ...complete, STRIPE_SECRET_KEY: "pk_live_0123456789" })).toHaveLength(1);
  });
  test("pays with a sandbox only on this machine, and never in production mode", () => {
    const at = (url: string) => problems({ ...complete, FAREGATE_STRIPE_SANDBOX_URL: url });
    expect(["http://127.0.0.1:4242", "http://localhost:4242", "http://[::1]:4242"].flatMap(at)).toEqual([]);
    for (const url of ["https://stripe.example.com", "http://10.0.0.4:4242", "http://127.0.0.1.example.com"]) {
      expect(at(url)).toEqual([expect.stringContaining("must be an address of this machine")]);
    }
    const sandbox = { FAREGATE_MODE: "production", FAREGATE_STRIPE_SANDBOX_URL: "http://127.0.0.1:4242" };
    expect(problems({ ...complete, ...sandbox }).filter((line) => line.includes("SANDBOX"))).toEqual([
      expect.stringContaining("must not be set in production mode"),
    ]);
  });
  test("takes several webhook secrets while one is changed", () => {
    const told = parseEnv({ ...complete, STRIPE_WEBHOOK_SECRET: "whsec_a, whsec_b" }).STRIPE_WEBHOOK_SECRET;
    expect(told).toEqual(["whsec_a", "whsec_b"]);
    expect(problems({ ...complete, STRIPE_WEBHOOK_SECRET: "whsec_a,secret" })).toHaveLength(1);
  });
  test("is described by .env.example, name by name", () => {
    const described = readFileSync(".env.example", "utf8").match(/^[A-Z_]+(?==)/gm);
    expect(described?.toSorted()).toEqual(envNames.toSorted());
  });
});

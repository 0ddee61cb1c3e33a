import { createHash } from "node:crypto";
import { composeKey } from "@/lib/keys/key-format";

/**
 * The secret of one of the demo's keys, the same for the life of an installation: it follows from a random seed in its
 * secrets, so that traffic can be sent with keys whose secrets are kept nowhere.
 * @param name of tenant and key; missing: the key that the banner shows
 */
export function demoSecret(seed: string, name?: { tenant: string; key: string }): string {
  const of = name ? `|${name.tenant}|${name.key}` : "";
  const digest = createHash("sha512").update(`faregate-demo-key|${seed}${of}`).digest("base64");
  return composeKey(
    "live",
    digest
      .replace(/[^0-9A-Za-z]/g, "")
      .padEnd(32, "0")
      .slice(0, 32),
  );
}

import fs from "node:fs";
import path from "node:path";
import { emptyState } from "@/scripts/stripe-sandbox/world/empty-state";
import type { State } from "@/scripts/stripe-sandbox/world/types";

/** Raised when what is kept changes its form. */
const form = 1;

const isMap = (value: unknown): value is { map: [string, unknown][] } =>
  typeof value === "object" && value !== null && "map" in value && Array.isArray(value.map);

/** Writes all state: to a temporary file, then by a rename, so that a cut leaves the old one whole. */
export function writeSnapshot(file: string, sdkVersion: string, state: State): void {
  const text = JSON.stringify({ form, sdkVersion, state }, (_, value) =>
    value instanceof Map ? { map: [...value] } : value,
  );
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const half = `${file}.half`;
  fs.writeFileSync(half, text, { mode: 0o600 });
  fs.renameSync(half, file);
}

/**
 * @returns what was kept, or a new account where there is no file
 * @throws where the file was written in another form or for another version of the SDK: the owner may delete it
 */
export function readSnapshot(file: string, sdkVersion: string): State {
  if (!fs.existsSync(file)) return emptyState();
  const kept = JSON.parse(fs.readFileSync(file, "utf8"), (_, value) => (isMap(value) ? new Map(value.map) : value));
  if (kept.form === form && kept.sdkVersion === sdkVersion) return kept.state;
  throw new Error(
    `${file} was written for Stripe SDK ${kept.sdkVersion} (form ${kept.form}); this is ${sdkVersion} (form ${form}). ` +
      "Delete the file to begin with an empty Stripe account.",
  );
}

import fs from "node:fs";
import path from "node:path";

/**
 * Adds what `.env` in the checkout says to this process's environment; what is set already wins. Instances under test
 * turn it off with `FAREGATE_ENV_FILE=off`.
 *
 * @param {string} root
 */
export function loadEnvFile(root) {
  const file = path.join(root, ".env");
  if (process.env.FAREGATE_ENV_FILE === "off" || !fs.existsSync(file)) return;
  process.loadEnvFile(file);
}

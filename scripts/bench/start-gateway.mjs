import fs from "node:fs";
import { gatewayFlags } from "../supervisor/gateway-flags.mjs";
import { findFreePort } from "../supervisor/ports.mjs";
import { startService } from "./start-service.mjs";

/**
 * Starts one gateway of a rig with a journal folder and a port of its own.
 *
 * @param {import("./open-rig.mjs").Rig} rig
 * @param {{ name: string, folder: string, port?: number, env?: Record<string, string>,
 *   wrap?: (command: string[]) => string[] }} given `env` is laid over the gateway's usual environment
 * @returns {Promise<import("./start-service.mjs").Service & { port: number }>}
 */
export async function startGateway(rig, { name, folder, env = {}, wrap, ...given }) {
  const port = given.port ?? (await findFreePort());
  fs.mkdirSync(folder, { recursive: true });
  const service = await startService({
    ...{ bundle: rig.bundle("gateway"), cwd: rig.root, name, flags: gatewayFlags, ...(wrap && { wrap }) },
    env: rig.env("fg_gateway", { GATEWAY_PORT: String(port), JOURNAL_FOLDER: folder, ...env }),
  });
  return { ...service, port };
}

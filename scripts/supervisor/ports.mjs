import net from "node:net";
import { StartError } from "./start-error.mjs";

/** Whether a TCP port can be bound on all addresses. @param {number} port @returns {Promise<boolean>} */
export function isPortFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });
}

/** A port that is free now. @returns {Promise<number>} */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * @param {{ port: number, gatewayPort: number, sandboxPort: number | null }} settings
 * @throws {StartError} naming every taken port and its variable
 */
export async function requireFreePorts({ port, gatewayPort, sandboxPort }) {
  /** @type {[string, number][]} */
  const wanted = [
    ["PORT", port],
    ["GATEWAY_PORT", gatewayPort],
  ];
  if (sandboxPort !== null) wanted.push(["STRIPE_SANDBOX_PORT", sandboxPort]);
  const taken = [];
  for (const [name, number] of wanted) if (!(await isPortFree(number))) taken.push({ name, number });
  if (taken.length === 0) return wanted.map(([, number]) => number).join(", ");
  const list = taken.map(({ number }) => number).join(" and ");
  const names = taken.map(({ name }) => name).join(" and ");
  throw new StartError(
    taken.length === 1
      ? `Port ${list} is taken by another program. Set ${names} to a free one.`
      : `Ports ${list} are taken by other programs. Set ${names} to free ones.`,
  );
}

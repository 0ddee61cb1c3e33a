import path from "node:path";
import { startGateway } from "../bench/start-gateway.mjs";
import { recordChildren } from "../supervisor/child-records.mjs";
import { findFreePort } from "../supervisor/ports.mjs";
import { openProxy } from "./open-proxy.mjs";

/**
 * @typedef {{ name: string, port: number, folder: string, proxy: import("./open-proxy.mjs").Road, isUp: boolean,
 *   isFrozen: boolean, service: import("../bench/start-service.mjs").Service | null }} Node
 * @typedef {Awaited<ReturnType<typeof openFleet>>} Fleet
 */

/**
 * Gateways that share one database and are killed, frozen and started again, each with its own journal and its own road
 * to PostgreSQL.
 *
 * @param {import("../bench/open-rig.mjs").Rig} rig
 * @param {{ count: number, envOf: (n: number) => Record<string, string> }} given
 */
export async function openFleet(rig, { count, envOf }) {
  const { PGHOST, PGPORT } = rig.env("fg_gateway");
  /** @type {Node[]} */
  const nodes = [];
  /** Ends that nobody asked for. @type {string[]} */
  const surprises = [];
  /** @type {number[]} */
  const startsMs = [];
  let kills = 0;
  let isClosing = false;

  /** As a supervisor would: again and again until it comes up. @param {Node} node @param {Record<string, string>} env */
  async function start(node, env) {
    while (!isClosing) {
      const given = { name: node.name, folder: node.folder, port: node.port };
      const road = { PGHOST: "127.0.0.1", PGPORT: String(node.proxy.port) };
      const service = await startGateway(rig, { ...given, env: { ...road, ...env } }).catch(() => null);
      if (!service) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        continue;
      }
      node.service = service;
      node.isUp = true;
      startsMs.push(service.readyMs);
      recordRunning();
      void service.exited.then(({ code, signal }) => {
        if (node.service !== service || isClosing) return;
        node.service = null;
        node.isUp = false;
        const why = lastComplaints(service.output());
        surprises.push(`${node.name} ended by itself (${signal ?? `exit code ${code}`}): ${why}`);
        void start(node, env);
      });
      return;
    }
  }

  function recordRunning() {
    const running = nodes.filter(({ service }) => service !== null);
    recordChildren(
      rig.folder,
      running.map(({ name, service }) => ({ name, pid: service?.pid ?? 0 })),
    );
  }

  for (let n = 0; n < count; n++) {
    const name = `gateway-${n + 1}`;
    const proxy = await openProxy(path.join(PGHOST ?? "", `.s.PGSQL.${PGPORT}`));
    const folder = path.join(rig.folder, name);
    nodes.push({ name, port: await findFreePort(), folder, proxy, isUp: false, isFrozen: false, service: null });
  }
  await Promise.all(nodes.map((node, n) => start(node, envOf(n))));

  return {
    nodes,
    surprises,
    startsMs,
    kills: () => kills,
    /** Kills a gateway without warning. `whileDead` runs before it is started again. @param {Node} node @param {() => unknown} [whileDead] */
    async kill(node, whileDead = () => undefined) {
      const { service } = node;
      if (!service || node.isFrozen) return;
      node.service = null;
      node.isUp = false;
      kills++;
      await service.kill();
      await whileDead();
      await start(node, envOf(nodes.indexOf(node)));
    },
    /** Stops a gateway's time and lets it run on later. @param {Node} node @param {number} ms */
    async freeze(node, ms) {
      const { service } = node;
      if (!service) return;
      node.isFrozen = true;
      process.kill(service.pid, "SIGSTOP");
      await new Promise((resolve) => setTimeout(resolve, ms));
      process.kill(service.pid, "SIGCONT");
      node.isFrozen = false;
    },
    /** Asks all to stop in order. @returns {Promise<{ name: string, code: number | null, signal: string | null, complaints: string }[]>} */
    async stop() {
      isClosing = true;
      const running = nodes.flatMap(({ name, service }) => (service ? [{ name, service }] : []));
      const ends = await Promise.all(
        running.map(async ({ name, service }) => ({
          ...{ name, ...(await service.stop()), complaints: lastComplaints(service.output()) },
        })),
      );
      for (const { proxy } of nodes) proxy.close();
      return ends;
    },
    /** At once, whatever they are doing. */
    destroy() {
      isClosing = true;
      for (const { service, proxy } of nodes) {
        void service?.kill();
        proxy.close();
      }
    },
  };
}

/** What a process wrote last, without its warnings. @param {string} output */
function lastComplaints(output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !line.startsWith('{"level":40'));
  return lines.join(" | ").slice(-2_000);
}

import path from "node:path";
import { recordChildren } from "./child-records.mjs";
import { gatewayFlags } from "./gateway-flags.mjs";
import { runService } from "./service.mjs";
import { serviceEnvironment } from "./service-environment.mjs";

/**
 * Starts all services and waits until each works. They stop in order: first those that take calls, then the worker,
 * last the demo upstream and the payment sandbox, so that nothing loses what it still needs.
 *
 * @param {{ settings: import("./settings.mjs").Settings, dataFolder: string, secrets: Record<string, string>,
 *   access: import("./open-database.mjs").Access, life: import("./lifecycle.mjs").Lifecycle }} given
 */
export async function startServices({ settings, dataFolder, secrets, access, life }) {
  const { root, servicesFolder, port, gatewayPort, sandboxPort, mode, isDev } = settings;
  /** @param {string} name */
  const bundle = (name) => path.join(servicesFolder, `${name}.js`);
  /** @param {Record<string, string>} database @param {"portal" | "gateway" | "worker" | "tool"} service */
  const env = (database, service) => serviceEnvironment(settings, dataFolder, secrets, database, service);
  const next = path.join(root, "node_modules", "next", "dist", "bin", "next");

  // Every process must name a database; these have no business there and get no password.
  const apart = env({ PGHOST: access.portal.PGHOST ?? "localhost" }, "tool");

  /** @type {import("./service.mjs").Definition[]} */
  const surroundingWorld = [];
  if (mode === "demo") {
    surroundingWorld.push({
      name: "demo-upstream",
      args: [bundle("demo-upstream")],
      env: apart,
      readyUrl: `http://127.0.0.1:${secrets.DEMO_UPSTREAM_PORT}/healthz`,
    });
  }
  if (sandboxPort !== null) {
    surroundingWorld.push({
      name: "stripe-sandbox",
      args: [bundle("stripe-sandbox"), String(sandboxPort), `http://127.0.0.1:${port}/api/webhooks/stripe`],
      env: {
        ...apart,
        STRIPE_SANDBOX_FILE: path.join(dataFolder, "stripe-sandbox.json"),
        STRIPE_SANDBOX_WEBHOOK_SECRET: secrets.STRIPE_SANDBOX_WEBHOOK_SECRET ?? "",
      },
      readyUrl: `http://127.0.0.1:${sandboxPort}/_sandbox/state`,
    });
  }

  /** @type {import("./service.mjs").Definition[][]} */
  const ranks = [
    surroundingWorld,
    [{ name: "worker", args: [bundle("worker")], env: env(access.worker, "worker"), readyUrl: null }],
    [
      {
        name: "gateway",
        args: [...gatewayFlags, bundle("gateway")],
        env: env(access.gateway, "gateway"),
        readyUrl: `http://127.0.0.1:${gatewayPort}/readyz`,
      },
      {
        name: "portal",
        args: [next, isDev ? "dev" : "start", "-p", String(port)],
        env: env(access.portal, "portal"),
        readyUrl: `http://127.0.0.1:${port}/readyz`,
      },
    ],
  ];

  /** @type {ReturnType<typeof runService>[]} */
  const all = [];
  const surroundings = {
    root,
    dataFolder,
    echo: mode === "production" || isDev,
    onChange: () => recordChildren(dataFolder, running(all)),
    onGiveUp: life.fail,
  };
  for (const definitions of ranks) {
    const services = definitions.map((definition) => runService(definition, surroundings));
    all.push(...services);
    await life.defer((hurry) => Promise.all(services.map((service) => service.stop(hurry))));
  }
  recordChildren(dataFolder, running(all));
  await Promise.all(all.map((service) => service.untilReady()));
  return all;
}

/** @param {ReturnType<typeof runService>[]} services */
function running(services) {
  return services.flatMap((service) => {
    const pid = service.pid();
    return pid === null ? [] : [{ name: service.name, pid }];
  });
}

import path from "node:path";
import { banner } from "./supervisor/banner.mjs";
import { buildPortal } from "./supervisor/build-portal.mjs";
import { bundleServices } from "./supervisor/bundle-services.mjs";
import { checkEnvironment } from "./supervisor/check-environment.mjs";
import { endOrphans } from "./supervisor/child-records.mjs";
import { openDataFolder } from "./supervisor/data-folder.mjs";
import { installPackages } from "./supervisor/install.mjs";
import { takeInstanceLock } from "./supervisor/instance-lock.mjs";
import { openLifecycle } from "./supervisor/lifecycle.mjs";
import { requireNodeVersion } from "./supervisor/node-version.mjs";
import { openDatabase } from "./supervisor/open-database.mjs";
import { requireFreePorts } from "./supervisor/ports.mjs";
import { runChild } from "./supervisor/run-child.mjs";
import { openSecrets } from "./supervisor/secrets.mjs";
import { removeDemoFacts, seedDemo } from "./supervisor/seed-demo.mjs";
import { serviceEnvironment } from "./supervisor/service-environment.mjs";
import { readSettings } from "./supervisor/settings.mjs";
import { startServices } from "./supervisor/start-services.mjs";
import { step } from "./supervisor/step.mjs";
import { watchServices } from "./supervisor/watch-services.mjs";

/** Brings Faregate up, step by step; every step does only what is missing. Node built-ins only, until the install. */
const startedAt = performance.now();
const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);
const life = openLifecycle();
const { settings, problems } = readSettings(root, process.env, { isDev: process.argv.includes("--dev") });
const { mode, databaseUrl, servicesFolder, buildFolder, isDev } = settings;

try {
  console.log("Faregate");
  await step(life, "Node", () => requireNodeVersion(process.versions.node), String);
  await checkEnvironment(settings, problems);
  const dataFolder = await step(life, "Data folder", () => openDataFolder(settings), String);
  await life.defer(takeInstanceLock(dataFolder, settings));
  const orphans = await endOrphans(dataFolder);
  await step(
    life,
    "Ports",
    () => requireFreePorts(settings),
    () =>
      [
        `${settings.port}, ${settings.gatewayPort}`,
        orphans.length ? `(ended from an earlier life: ${orphans.join(", ")})` : "",
      ].join(" "),
  );
  await step(life, "Packages", () => installPackages(root, life.signal), String);
  const secrets = await step(life, "Secrets", () => openSecrets(dataFolder, settings));
  await step(
    life,
    "Services",
    () => bundleServices(root, servicesFolder),
    (changed) => (changed ? "bundled" : "unchanged"),
  );
  await checkEnvironment(settings, problems);

  const { access, exited } = await step(
    life,
    "PostgreSQL",
    (note) => openDatabase({ dataFolder, databaseUrl, secrets, life, note }),
    ({ description }) => description,
  );
  void exited.then(life.fail);
  const owner = serviceEnvironment(settings, dataFolder, secrets, access.owner, "tool");
  const roles = databaseUrl ? {} : secrets;
  await step(life, "Migrations", () =>
    runChild(process.execPath, [path.join(servicesFolder, "migrate.js")], {
      what: "Migrating the database",
      cwd: root,
      env: { ...owner, ...roles, ...access.owner },
      signal: life.signal,
    }),
  );
  const demo =
    mode === "demo"
      ? await step(life, "Demo data", () =>
          seedDemo({ settings, dataFolder, secrets, env: owner, signal: life.signal }),
        )
      : null;
  if (!demo) removeDemoFacts(dataFolder);
  if (!isDev)
    await step(
      life,
      "Portal",
      () =>
        buildPortal({
          root,
          buildFolder,
          env: serviceEnvironment(settings, dataFolder, secrets, access.portal, "portal"),
          signal: life.signal,
        }),
      String,
    );
  const services = await step(life, "Start", () => startServices({ settings, dataFolder, secrets, access, life }));
  if (isDev) await watchServices(settings, services, life);
  console.log(banner(settings, dataFolder, demo, (performance.now() - startedAt) / 1000));
} catch (error) {
  await life.fail(error);
}

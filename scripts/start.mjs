import path from "node:path";
import { banner } from "./supervisor/banner.mjs";
import { buildPortal } from "./supervisor/build-portal.mjs";
import { bundleServices } from "./supervisor/bundle-services.mjs";
import { checkEnvironment } from "./supervisor/check-environment.mjs";
import { describeOrphans, endOrphans } from "./supervisor/child-records.mjs";
import { openDataFolder } from "./supervisor/data-folder.mjs";
import { ensureFirstAdmin } from "./supervisor/ensure-first-admin.mjs";
import { installPackages } from "./supervisor/install.mjs";
import { takeInstanceLock } from "./supervisor/instance-lock.mjs";
import { openLifecycle } from "./supervisor/lifecycle.mjs";
import { loadEnvFile } from "./supervisor/load-env-file.mjs";
import { migrateDatabase } from "./supervisor/migrate-database.mjs";
import { requireNodeVersion } from "./supervisor/node-version.mjs";
import { openDatabase } from "./supervisor/open-database.mjs";
import { openSteps } from "./supervisor/open-steps.mjs";
import { requireFreePorts } from "./supervisor/ports.mjs";
import { openSecrets } from "./supervisor/secrets.mjs";
import { seedDemo } from "./supervisor/seed-demo.mjs";
import { serviceEnvironment } from "./supervisor/service-environment.mjs";
import { readSettings } from "./supervisor/settings.mjs";
import { startServices } from "./supervisor/start-services.mjs";
import { watchServices } from "./supervisor/watch-services.mjs";

/** Brings Faregate up, step by step; every step does only what is missing. Node built-ins only, until the install. */
const startedAt = performance.now();
const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);
loadEnvFile(root);
const life = openLifecycle();
const { settings, problems } = readSettings(root, process.env, { isDev: process.argv.includes("--dev") });
const { databaseUrl, servicesFolder, buildFolder, isDev } = settings;
const step = openSteps(life);
const { signal } = life;

try {
  console.log("Faregate");
  await step("Node", () => requireNodeVersion(process.versions.node), String);
  if (problems.length > 0) await checkEnvironment(settings, problems);
  const dataFolder = await step("Data folder", () => openDataFolder(settings), String);
  await life.defer(takeInstanceLock(dataFolder, settings));
  await step("Earlier life", () => endOrphans(dataFolder), describeOrphans);
  await step("Ports", () => requireFreePorts(settings), String);
  await step("Packages", () => installPackages(root, { dataFolder, signal }), String);
  const secrets = await step("Secrets", () => openSecrets(dataFolder, settings));
  await step("Services", () => bundleServices(root, servicesFolder), String);
  await step("Environment", () => checkEnvironment(settings, problems));

  const { access, exited } = await step(
    "PostgreSQL",
    (note) => openDatabase({ dataFolder, databaseUrl, secrets, life, note }),
    (database) => database.description,
  );
  void exited.then(life.fail);
  const owner = serviceEnvironment(settings, dataFolder, secrets, access.owner, "tool");
  await step("Migrations", () => migrateDatabase({ settings, secrets, env: owner, signal }));
  const demo = await step(
    "Demo data",
    (note) => seedDemo({ settings, dataFolder, secrets, env: owner, signal, note }),
    (facts) => (facts ? "" : "none in production mode"),
  );
  const firstAdmin = demo ? null : await step("First admin", () => ensureFirstAdmin({ settings, env: owner, signal }));
  const portal = serviceEnvironment(settings, dataFolder, secrets, access.portal, "portal");
  if (!isDev) await step("Portal", () => buildPortal({ root, buildFolder, env: portal, dataFolder, signal }), String);
  const services = await step("Start", () => startServices({ settings, dataFolder, secrets, access, life }));
  if (isDev) await watchServices(settings, services, life);
  console.log(banner(settings, dataFolder, { demo, firstAdmin }, (performance.now() - startedAt) / 1000));
} catch (error) {
  await life.fail(error);
}

import { bundleOptions } from "./bundle-services.mjs";

/**
 * Development: bundles again on every change and restarts the services whose code changed.
 *
 * @param {import("./settings.mjs").Settings} settings
 * @param {{ name: string, restart: () => void }[]} services
 * @param {import("./lifecycle.mjs").Lifecycle} life
 */
export async function watchServices({ root, servicesFolder }, services, life) {
  const esbuild = await import("esbuild");
  let isFirst = true;
  const context = await esbuild.context({
    ...bundleOptions(root, servicesFolder),
    plugins: [
      {
        name: "restart",
        setup(build) {
          build.onEnd(({ errors }) => {
            for (const { text, location } of errors) console.error(`${location?.file}:${location?.line} ${text}`);
            if (!isFirst && errors.length === 0) {
              for (const service of services.filter(({ name }) => name !== "portal")) service.restart();
            }
            isFirst = false;
          });
        },
      },
    ],
  });
  await life.defer(() => context.dispose());
  await context.watch();
}

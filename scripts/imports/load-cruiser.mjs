import Module, { createRequire, register } from "node:module";

/**
 * Loads dependency-cruiser with the JavaScript API of TypeScript 6. TypeScript 7 has none, and with it the cruiser
 * reports "no violations, 0 modules" and succeeds. The name is redirected in both module worlds.
 */
export async function loadCruiser() {
  register("./redirect-typescript.mjs", import.meta.url);
  const resolver = /** @type {{ _resolveFilename: (request: string, ...rest: unknown[]) => string }} */ (
    /** @type {unknown} */ (Module)
  );
  const original = resolver._resolveFilename;
  // The cruiser imports the module and, for its version check, reads the manifest.
  const require = createRequire(import.meta.url);
  const replacements = new Map(
    ["typescript", "typescript/package.json"].map((name) => [
      name,
      require.resolve(name.replace("typescript", "typescript-6")),
    ]),
  );
  resolver._resolveFilename = function resolve(request, ...rest) {
    return replacements.get(request) ?? original.call(this, request, ...rest);
  };
  const { cruise } = await import("dependency-cruiser");
  const { default: extractTSConfig } = await import("dependency-cruiser/config-utl/extract-ts-config");
  return { cruise, extractTSConfig };
}

/** Resolve hook: whoever asks for `typescript` gets the one with a JavaScript API. @type {import("node:module").ResolveHook} */
export const resolve = (specifier, context, next) =>
  next(specifier === "typescript" ? "typescript-6" : specifier, context);

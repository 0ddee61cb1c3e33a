const PLATFORM = /(darwin|win32|windows|linux|freebsd|openbsd|netbsd|android|openharmony|sunos|aix)(?:-([a-z0-9]+))?/;

/**
 * The platform that a package's name promises, as a lock entry states it; null when the name says nothing.
 * `@next/swc-linux-x64-musl` → `{ os: ["linux"], cpu: ["x64"], libc: ["musl"] }`.
 *
 * @param {string} name
 * @returns {{ os?: string[], cpu?: string[], libc?: string[] } | null}
 */
export function platformOf(name) {
  const last = name.slice(name.lastIndexOf("/") + 1);
  const found = PLATFORM.exec(last) ?? PLATFORM.exec(name);
  if (!found) return name.includes("wasm32") ? { cpu: ["wasm32"] } : null;
  const [, os = "", cpu] = found;
  const libc = os !== "linux" ? null : /musl/.test(name) ? "musl" : /gnu/.test(name) ? "glibc" : null;
  return {
    os: [os === "windows" ? "win32" : os],
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(libc ? { libc: [libc] } : {}),
  };
}

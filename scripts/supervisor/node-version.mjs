import { StartError } from "./start-error.mjs";

/** @param {string} version as in `process.versions.node` @throws {StartError} below 20.19 */
export function requireNodeVersion(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19))
    return major < 22 ? `${version}, past its upstream end of life: prefer 22 or 24` : version;
  throw new StartError(`Faregate needs Node 20.19 or newer; this is ${version}.`);
}

/**
 * @typedef {{ version?: string, resolved?: string, optional?: boolean, dev?: boolean,
 *   optionalDependencies?: Record<string, string>, os?: string[], cpu?: string[], libc?: string[] }} LockEntry
 * @typedef {{ packages: Record<string, LockEntry> }} Lockfile
 */

/**
 * Optional dependencies that the lock names but does not describe. A registry that lacks packages for other platforms
 * makes npm drop them silently, and then `npm ci` refuses the lock everywhere.
 *
 * @param {Lockfile} lock
 * @returns {{ parent: string, name: string, range: string }[]}
 */
export function missingOptionalEntries({ packages }) {
  return Object.entries(packages).flatMap(([parent, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isDescribed(packages, parent, name))
      .map(([name, range]) => ({ parent, name, range })),
  );
}

/** Looks where Node would: beside the parent, then in every folder above. @param {Record<string, LockEntry>} packages @param {string} parent @param {string} name */
function isDescribed(packages, parent, name) {
  for (let place = parent; place !== ""; ) {
    if (packages[`${place}/node_modules/${name}`]) return true;
    const above = place.lastIndexOf("/node_modules/");
    place = above < 0 ? "" : place.slice(0, above);
  }
  return packages[`node_modules/${name}`] !== undefined;
}

/** Entries that name the place they came from: a lock that does ties everybody to that registry. @param {Lockfile} lock */
export function entriesWithHost({ packages }) {
  return Object.entries(packages).flatMap(([place, { resolved }]) => (/^https?:/.test(resolved ?? "") ? [place] : []));
}

/**
 * Locked packages inside a range that security/deny.json forbids.
 *
 * @param {Lockfile} lock
 * @param {{ package: string, range: string, reason: string }[]} denied
 */
export function deniedEntries({ packages }, denied) {
  return Object.entries(packages).flatMap(([place, { version, ...entry }]) => {
    const name =
      /** @type {{ name?: string }} */ (entry).name ??
      place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
    return denied
      .filter((rule) => rule.package === name && version !== undefined && isInRange(version, rule.range))
      .map((rule) => ({ place, version, reason: rule.reason }));
  });
}

/**
 * Comparators joined by blanks (and) and `||` (or): `<1.2.3`, `>=2.0.0 <2.1.4 || <1.9.0`. Pre-release tags are ignored.
 *
 * @param {string} version @param {string} range
 */
export function isInRange(version, range) {
  return range.split("||").some((part) =>
    part
      .trim()
      .split(/\s+/)
      .every((comparator) => {
        const [, operator = "=", bound = ""] = /^(<=|>=|<|>|=)?(\d.*)$/.exec(comparator) ?? [];
        if (bound === "") throw new Error(`"${range}" is not a range of versions.`);
        const order = compareVersions(version, bound);
        return { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0, "=": order === 0 }[operator];
      }),
  );
}

/** @param {string} a @param {string} b */
function compareVersions(a, b) {
  const [left, right] = [a, b].map((text) => (text.split(/[-+]/)[0] ?? "").split(".").map(Number));
  for (let n = 0; n < 3; n++) {
    const difference = (left?.[n] ?? 0) - (right?.[n] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

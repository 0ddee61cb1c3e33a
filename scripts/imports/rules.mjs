import { rooms, shared } from "./rooms.mjs";

/** A package, whether found in node_modules or (in the planted tree) only by its name. @param {string} names */
const packages = (names) => `(^|node_modules/)(${names})(/|$)`;
const rule = (/** @type {string} */ name, /** @type {object} */ from, /** @type {object} */ to) => ({
  name,
  severity: "error",
  from,
  to,
});

const test = "\\.test\\.tsx?$|^db/testing/";
/** The ground floor: lib/*.ts, lib/<room>/*.ts, and the parts of rooms that must never touch the machine. */
const groundFloor = [
  "^lib/[^/]+\\.ts$",
  "^lib/[^/]+/[^/]+\\.ts$",
  "^lib/(metering/(core|journal)|gateway/upstream|analytics/(episodes|statistics|metrics|signals))/[^/]+\\.ts$",
];
const server = ["^lib/server/", "^lib/[^/]+/server/"];
const client = ["^lib/client/", "^lib/[^/]+/client/"];
const onGround = { path: groundFloor, pathNot: ["^lib/(server|client)/", test] };

/** One rule a room: whatever its row does not name is shut. */
const roomRules = Object.entries(rooms).map(([room, open]) => {
  const shut = Object.keys(rooms).filter((other) => other !== room && !open.includes(other));
  return rule(`room-${room}`, { path: `^lib/${room}/`, pathNot: test }, { path: `^lib/(${shut.join("|")})/` });
});

/** Who may import whom. Floors go down only; the wings of the first floor meet only over HTTP. */
export const importRules = [
  ...roomRules,
  rule(
    "rooms-are-known",
    { path: "^lib/" },
    { path: "^lib/[^/]+/", pathNot: `^lib/(server|client|${[...shared, ...Object.keys(rooms)].join("|")})/` },
  ),
  rule("ground-floor-stays-below", onGround, { path: ["^(app|components|scripts|db)/", ...server, ...client] }),
  rule("ground-floor-is-pure", onGround, {
    dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer"],
    pathNot: packages("zod"),
  }),
  rule("ground-floor-knows-no-machine", onGround, {
    dependencyTypes: ["core"],
    dependencyTypesNot: ["type-only"],
    pathNot: "^(node:)?crypto$",
  }),
  rule(
    "database-stays-below",
    { path: "^db/", pathNot: "^db/testing/|\\.test\\.ts$" },
    { path: ["^(app|components|scripts)/", ...server, ...client] },
  ),
  rule("north-wing-stays-apart", { path: server, pathNot: test }, { path: ["^(app|components|scripts)/", ...client] }),
  rule(
    "south-wing-stays-apart",
    { path: client, pathNot: test },
    { path: ["^(app|components|scripts|db)/", ...server] },
  ),
  rule("components-stay-below", { path: "^components/", pathNot: test }, { path: ["^(app|scripts|db)/", ...server] }),
  rule("pages-ask-the-rooms", { path: "^app/", pathNot: test }, { path: "^(scripts|db)/" }),
  rule("nothing-imports-app", { pathNot: "^app/|\\.test\\.tsx?$|^tests/" }, { path: "^app/" }),
  rule("doors-import-no-screen", { path: "^scripts/" }, { path: "^components/" }),
  rule("lib-knows-no-next", { path: "^(lib|db|scripts)/", pathNot: "\\.mjs$" }, { path: packages("next|next-auth") }),
  rule(
    "sign-in-has-one-door",
    { path: "^(app|components|lib|db|scripts)/", pathNot: "^app/(_auth|api/auth)/" },
    { path: packages("next-auth") },
  ),
  rule(
    "charts-have-one-door",
    { path: "^(app|components|lib)/", pathNot: "^components/charts/" },
    { path: packages("recharts") },
  ),
  rule(
    "stripe-has-one-door",
    { pathNot: "^lib/billing/server/|^scripts/stripe-sandbox/|^tests/billing/" },
    { path: packages("stripe") },
  ),
  rule("sandbox-is-no-part", { path: "^(app|components|lib|db)/" }, { path: "^scripts/stripe-sandbox/" }),
  rule("sandbox-shares-nothing", { path: "^scripts/stripe-sandbox/" }, { path: "^(app|components|lib|db)/" }),
  rule(
    "database-has-few-doors",
    { path: "^(app|components|lib)/", pathNot: [...server, test] },
    { path: packages("postgres|drizzle-orm") },
  ),
  rule("no-cycles", { path: "^(app|components|lib|db|scripts|tests|e2e)/" }, { circular: true }),
  rule("imports-resolve", { path: "^(app|components|lib|db|scripts|tests|e2e)/" }, { couldNotResolve: true }),
];

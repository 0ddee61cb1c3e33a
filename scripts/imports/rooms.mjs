/**
 * The rooms of lib/ and the rooms each may enter. Changing a row is an architecture decision: it gets a line in
 * docs/decisions in the same commit.
 *
 * @type {Record<string, string[]>}
 */
export const rooms = {
  accounts: [],
  catalog: [],
  keys: ["accounts"],
  entitlements: ["catalog"],
  metering: ["catalog"],
  billing: ["accounts", "catalog", "entitlements", "metering"],
  analytics: ["catalog", "entitlements", "metering"],
  notices: ["accounts"],
  gateway: ["catalog", "keys", "entitlements", "metering"],
};

/** Folders of shared nouns beside lib/*.ts: rules that every room may use. */
export const shared = ["messages", "negotiate", "problem"];

import { expect, test } from "vitest";
import { parseNetworks } from "@/lib/keys/parse-networks";

test.each([
  ["", [], null],
  ["203.0.113.0/24\n2001:db8::/32", ["203.0.113.0/24", "2001:db8::/32"], null],
  [" 203.0.113.7, 198.51.100.0/24 ", ["203.0.113.7", "198.51.100.0/24"], null],
  ["203.0.113.0/24 office", ["203.0.113.0/24", "office"], "office"],
])("reads the address ranges of %j", (text, networks, wrong) => {
  expect(parseNetworks(text)).toEqual({ networks, wrong });
});

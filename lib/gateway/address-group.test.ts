import { expect, it } from "vitest";
import { addressGroup } from "@/lib/gateway/address-group";

it.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2::9", addressGroup("2001:db8:1:2:ffff::1")],
  ["2001:DB8:1:2:3:4:5:6%eth0", addressGroup("2001:db8:1:2::")],
  ["not:an:address", "not:an:address"],
  [null, ""],
])("counts %j as %j", (address, group) => expect(addressGroup(address)).toBe(group));

it("keeps neighbouring networks apart", () => {
  expect(addressGroup("2001:db8:1:2::9")).not.toBe(addressGroup("2001:db8:1:3::9"));
});

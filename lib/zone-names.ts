import { isTimeZone } from "@/lib/wall-time";

/** Names of today for zones that runtimes list under an older one. */
const names = [
  "America/Nuuk",
  "Asia/Ho_Chi_Minh",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Yangon",
  "Atlantic/Faroe",
  "Europe/Kyiv",
  "Pacific/Kanton",
  "Pacific/Pohnpei",
  "Pacific/Chuuk",
];

/** Zones that somebody can choose, `UTC` first, the rest by name. */
export const zoneNames: readonly string[] = [
  "UTC",
  ...[...new Set([...Intl.supportedValuesOf("timeZone"), ...names.filter(isTimeZone)])]
    .filter((zone) => zone !== "UTC")
    .sort(),
];

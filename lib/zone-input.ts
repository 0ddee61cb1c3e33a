import { z } from "zod";
import { zoneNames } from "@/lib/zone-names";

const known = new Set(zoneNames);

/** A zone that somebody chooses: `UTC` or a name of the IANA database. */
export const zoneInput = z.string().refine((zone) => known.has(zone), "must be an IANA time zone");

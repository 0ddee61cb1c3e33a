import { z } from "zod";
import { textInput } from "@/lib/text-input";
import { zoneInput } from "@/lib/zone-input";

export const SetReportZoneInput = z.strictObject({ zone: zoneInput, reason: textInput(500).min(3, "must say why") });

import { route } from "@/app/_http/route";
import { getLedgerAlarm } from "@/lib/metering/server/get-ledger-alarm";

/** GET /api/admin/ledger/alarm – the rules that are broken or not looked at; `null` when all hold. */
export const GET = route({ needs: "staff:read" }, (ctx) => getLedgerAlarm(ctx));

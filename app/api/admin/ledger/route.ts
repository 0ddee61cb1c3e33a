import { route } from "@/app/_http/route";
import { getLedger } from "@/lib/metering/server/get-ledger";

/** GET /api/admin/ledger – the ledger's rules, the nodes that write it, and leases that wait for a lost node. */
export const GET = route({ needs: "staff:read" }, (ctx) => getLedger(ctx));

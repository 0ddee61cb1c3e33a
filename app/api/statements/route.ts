import { route } from "@/app/_http/route";
import { listStatements } from "@/lib/billing/server/manual/list-statements";

/** GET /api/statements – what is owed for each period that is billed by hand. */
export const GET = route({ needs: "invoices:read" }, (ctx) => listStatements(ctx));

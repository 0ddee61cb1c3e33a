import { route } from "@/app/_http/route";
import { ReleaseLeaseInput } from "@/lib/metering/inputs";
import { releaseLease } from "@/lib/metering/server/release-lease";

/** POST /api/admin/ledger/leases/{leaseId}/release – give an orphaned lease's units back before its hold is over. */
export const POST = route({ needs: "staff:ledger", input: ReleaseLeaseInput }, (ctx, input) =>
  releaseLease(ctx, input),
);

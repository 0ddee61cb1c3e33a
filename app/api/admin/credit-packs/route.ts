import { route } from "@/app/_http/route";
import { CreateCreditPackInput } from "@/lib/catalog/inputs";
import { createCreditPack } from "@/lib/catalog/server/create-credit-pack";
import { listCreditPacks } from "@/lib/catalog/server/list-credit-packs";

/** GET /api/admin/credit-packs – what credits are sold in. */
export const GET = route({ needs: "staff:read" }, (ctx) => listCreditPacks(ctx));

/** POST /api/admin/credit-packs – put a credit pack on sale. */
export const POST = route({ needs: "staff:catalog", input: CreateCreditPackInput, status: 201 }, (ctx, input) =>
  createCreditPack(ctx, input),
);

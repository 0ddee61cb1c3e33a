import { route } from "@/app/_http/route";
import { listBanners } from "@/lib/notices/server/list-banners";

/** GET /api/notices/banners – what stands above every page of the tenant now. */
export const GET = route({ needs: "billing:read" }, async (ctx) => ({ banners: await listBanners(ctx) }));

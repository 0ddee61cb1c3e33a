import { route } from "@/app/_http/route";
import { AppError } from "@/lib/errors";

const nothing = route({ needs: "public" }, () => {
  throw new AppError("not_found");
});

/** Everything below /api that no other handler answers: a problem instead of a page. */
export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT };

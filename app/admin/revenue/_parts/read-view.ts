import { type AddressProblem, addressProblems } from "@/app/_parts/read-address";
import { AppError } from "@/lib/errors";

/** A page's figures, or what of its address they refused: a window, a zone, a currency that nobody pays in. */
export async function readView<View>(
  asked: Promise<View>,
): Promise<{ view: View; problems: null } | { view: null; problems: AddressProblem[] }> {
  try {
    return { view: await asked, problems: null };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === "validation_failed") {
      return { view: null, problems: addressProblems(thrown) };
    }
    throw thrown;
  }
}

import { type AddressProblem, addressProblems } from "@/app/_parts/read-address";
import { AppError } from "@/lib/errors";

const nouns = { key: "key", episode: "run of refusals" };

/**
 * What a use case refused about a tenant's filters, as problems of the address; null where it refused something else.
 * What belongs to somebody else is not told from what never was.
 */
export function ownFilterProblems(
  thrown: unknown,
  values: Readonly<Record<string, string | undefined>>,
): AddressProblem[] | null {
  if (!(thrown instanceof AppError)) return null;
  if (thrown.code === "validation_failed") return addressProblems(thrown);
  if (thrown.code !== "not_found") return null;
  const found = Object.entries(nouns).flatMap(([name, noun]) =>
    values[name] === undefined ? [] : [{ name, message: `No ${noun} of this tenant has this id.` }],
  );
  return found.length > 0 ? found : null;
}

import { notFound } from "next/navigation";
import { AppError } from "@/lib/errors";

/** What a use case found for an id in the address; an unknown or malformed one is a page that does not exist. */
export async function orNotFound<Result>(found: Promise<Result>): Promise<Result> {
  return found.catch((thrown: unknown) => {
    if (thrown instanceof AppError && (thrown.code === "not_found" || thrown.code === "validation_failed")) notFound();
    throw thrown;
  });
}

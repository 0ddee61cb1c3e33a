import { AppError } from "@/lib/errors";

/** A refusal that names one field of the payload, for checks that need more than the payload itself. */
export const invalidField = (pointer: string, code: string, message: string) =>
  new AppError("validation_failed", message, { errors: [{ pointer, code, message }] });

import { z } from "zod";

/** A line that a person typed: trimmed, without control characters (PostgreSQL cannot store NUL). */
export const textInput = (maxLength: number) =>
  z
    .string()
    .trim()
    .max(maxLength)
    .regex(/^[^\p{Cc}]*$/u, "must not contain control characters");

import type { z } from "zod";
import { AppError, type FieldError } from "@/lib/errors";

/**
 * Checks what was sent against a verb's schema.
 * @throws AppError `not_found` when a part of the path is no such id, `validation_failed` naming every wrong field.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  sent: unknown,
  pathNames: readonly string[],
  fromQuery: boolean,
): z.output<Schema> {
  const result = schema.safeParse(sent);
  if (result.success) return result.data;
  if (result.error.issues.some((issue) => pathNames.includes(String(issue.path[0])))) throw new AppError("not_found");
  const errors = result.error.issues.slice(0, 50).flatMap((issue) => describeIssue(issue, fromQuery));
  const named = errors[0]?.pointer ? ` See ${errors.map((error) => error.pointer).join(", ")}.` : "";
  throw new AppError("validation_failed", `Some of what was sent is not valid.${named}`.slice(0, 400), { errors });
}

function describeIssue(issue: z.core.$ZodIssue, fromQuery: boolean): FieldError[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: describePath([...issue.path, key], fromQuery),
      code: "unknown_field",
      message: "This field is not known here.",
    }));
  }
  return [{ pointer: describePath(issue.path, fromQuery), code: issue.code, message: issue.message }];
}

/** A JSON pointer into the body (RFC 6901), or the bare name of a query parameter. */
function describePath(path: readonly PropertyKey[], fromQuery: boolean): string {
  if (fromQuery) return path.map(String).join(".").slice(0, 200);
  return path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("")
    .slice(0, 200);
}

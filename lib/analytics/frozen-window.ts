import { invalidField } from "@/lib/invalid-field";

/**
 * The half-open window that `from` and `to` freeze, or null when neither is given. One alone takes the other end from
 * the moving window.
 * @throws AppError `validation_failed` when it would be empty.
 */
export function frozenWindow(
  given: { from?: string | undefined; to?: string | undefined },
  moving: { from: Date; to: Date },
): { from: Date; to: Date } | null {
  if (given.from === undefined && given.to === undefined) return null;
  const from = given.from === undefined ? moving.from : new Date(given.from);
  const to = given.to === undefined ? moving.to : new Date(given.to);
  if (from.getTime() < to.getTime()) return { from, to };
  throw given.to === undefined
    ? invalidField("/from", "custom", "The window must start before it ends: from does not lie before now.")
    : invalidField("/to", "custom", "The window must start before it ends: to does not lie after from.");
}

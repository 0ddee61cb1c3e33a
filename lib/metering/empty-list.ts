/** Empties a list that is filled again at once. Set to no length, it would have to be given memory anew each time. */
export function emptyList(list: unknown[]): void {
  while (list.length > 0) list.pop();
}

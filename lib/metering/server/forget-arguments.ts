/**
 * Lets go of what a query was given once it has been answered. The driver's queries outlive their answers: each is
 * reachable from the one before it until old garbage is collected, and a batch is a large text.
 */
export function forgetArguments(query: Promise<unknown>): void {
  const forget = (): void => {
    void Object.assign(query, { args: [], parameters: [] });
  };
  query.then(forget, forget);
}

/**
 * Runs a one-shot program: its answer is one JSON line on standard output, a failure is told on standard error and in
 * the exit code. Ends the process, because pools would keep it alive.
 */
export async function runTool(deed: () => Promise<unknown>): Promise<never> {
  try {
    process.stdout.write(`${JSON.stringify((await deed()) ?? null)}\n`);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** Once per portal process, at start: never during a build. */
export async function register(): Promise<void> {
  // The name is Next's own and is replaced at build time; everything else is read through lib/env.ts.
  // biome-ignore lint/style/noProcessEnv: Next decides by this very expression what goes into which bundle.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startPortal } = await import("@/app/_http/start-portal");
  startPortal();
}

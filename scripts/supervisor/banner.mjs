/**
 * What the person at the terminal needs next, in a few lines.
 *
 * @param {import("./settings.mjs").Settings} settings
 * @param {string} dataFolder
 * @param {{ demo: import("./seed-demo.mjs").DemoFacts | null, firstAdmin: import("./ensure-first-admin.mjs").FirstAdmin }} people
 * @param {number} seconds how long the start took
 */
export function banner(settings, dataFolder, { demo, firstAdmin }, seconds) {
  const lines = [
    "",
    `  Faregate is ready (${seconds.toFixed(1)} s).`,
    "",
    `  Portal    ${settings.portalUrl}`,
    `  Gateway   ${settings.gatewayUrl}`,
    ...(settings.sandboxPort === null ? [] : [`  Payments  sandbox, http://127.0.0.1:${settings.sandboxPort}`]),
    "",
  ];
  if (demo) {
    const width = Math.max(...demo.users.map(({ email }) => email.length));
    const role = Math.max(...demo.users.map((user) => user.role.length));
    lines.push(
      "  Demo sign-ins",
      ...demo.users.map((user) => `    ${user.role.padEnd(role)}   ${user.email.padEnd(width)}   ${user.password}`),
      "",
      `  Demo API key   ${demo.apiKey}`,
      "",
      "  Try it:",
      `  ${demo.curl}`,
      "",
    );
  }
  if (firstAdmin && "missing" in firstAdmin) lines.push(`  ${firstAdmin.missing}`, "");
  else if (firstAdmin) {
    lines.push(
      "  The first admin; this password is shown once",
      `    ${firstAdmin.email}   ${firstAdmin.password}`,
      "",
    );
  }
  lines.push(`  Data in ${dataFolder}, logs in ${dataFolder}/log. Stop with Ctrl-C or \`npm stop\`.`, "");
  return lines.join("\n");
}

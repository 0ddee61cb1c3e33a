import fs from "node:fs";

const mark = "<!-- dashboards: written by its own run -->";

/** The part of the page about dashboards, with its mark; empty where none was written yet. @param {string} file */
export function readDashboards(file) {
  const page = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  const at = page.indexOf(mark);
  return at < 0 ? "" : page.slice(at);
}

/** Puts a new part about dashboards in the place of the old one, at the end of the page. @param {string} file @param {string} part */
export function writeDashboards(file, part) {
  const page = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "# Benchmarks\n";
  const at = page.indexOf(mark);
  const rest = (at < 0 ? page : page.slice(0, at)).trimEnd();
  fs.writeFileSync(file, `${rest}\n\n${mark}\n\n${part}`);
}

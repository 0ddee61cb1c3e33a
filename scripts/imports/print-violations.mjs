import { cruiseTree } from "./cruise-tree.mjs";

/** Cruises the working folder and prints the finding as JSON. One process a tree: the cruiser keeps the first alias it read. */
console.log(JSON.stringify(await cruiseTree(process.cwd())));

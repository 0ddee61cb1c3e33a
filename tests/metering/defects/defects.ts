import type { Defect } from "../simulator/world";
import { coreDefects } from "./in-the-core";
import { journalDefects } from "./in-the-journal";
import { storeDefects } from "./in-the-store";

/** Mistakes that a metering engine can hold, each made anew for a run. The simulation must find every one of them. */
export const defects: readonly (() => Defect)[] = [...storeDefects, ...journalDefects, ...coreDefects];

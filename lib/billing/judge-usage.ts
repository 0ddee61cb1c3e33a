/** One meter's units through every stage, in one period; null: that stage does not exist for it (yet). */
export type UsageStages = {
  usedUnits: number;
  loggedUnits: number;
  overageUnits: number;
  forgivenUnits: number;
  billedUnits: number;
  unsealedUnits: number;
  pendingUnits: number;
  deadUnits: number;
  sentUnits: number;
  summarizedUnits: number | null;
  invoiced: { units: number; uninvoicedUnits: number } | null;
};

/**
 * Whether what was used is what was logged, counted, reported, summed up and invoiced, to the unit; with a sentence
 * where a number differs, is missing, or is on its way.
 */
export function judgeUsage(stages: UsageStages): { agrees: boolean; note: string | null } {
  const differs = findDifference(stages);
  if (differs) return { agrees: false, note: differs };
  return { agrees: true, note: tellRest(stages) };
}

/** What is to be reported once the running hour is over. */
const dueUnits = (of: UsageStages) => Math.max(0, of.billedUnits - (of.billedUnits > 0 ? of.forgivenUnits : 0));
const reportedUnits = (of: UsageStages) => of.sentUnits + of.pendingUnits + of.deadUnits;

const findDifference = (of: UsageStages): string | null => {
  const [due, reported] = [dueUnits(of), reportedUnits(of)];
  if (of.usedUnits !== of.loggedUnits)
    return `${of.usedUnits} units were used, ${of.loggedUnits} are in the request log.`;
  if (of.billedUnits > of.overageUnits)
    return `${of.billedUnits} units are billed of ${of.overageUnits} in the ledger.`;
  // Of the running hour any part may have been reported early: before a plan was changed, or a clock moved.
  if (reported > due || reported < due - of.unsealedUnits) {
    return `${reported} units were reported where the ledger has ${due}.`;
  }
  if (of.deadUnits > 0) return `${of.deadUnits} units could not be reported; a task says why.`;
  if (of.summarizedUnits !== null && of.summarizedUnits !== of.sentUnits) {
    return `${of.sentUnits} units were sent, the payment provider counted ${of.summarizedUnits}.`;
  }
  const invoiced = of.invoiced && of.invoiced.units + of.invoiced.uninvoicedUnits;
  if (invoiced !== null && invoiced !== of.sentUnits)
    return `${of.sentUnits} units were sent, ${of.invoiced?.units} invoiced.`;
  return null;
};

function tellRest(of: UsageStages): string | null {
  const notes = [
    of.overageUnits > of.billedUnits &&
      `${of.overageUnits - of.billedUnits} units are not billed by the payment provider.`,
    of.forgivenUnits > 0 && `${of.forgivenUnits} units were forgiven.`,
    dueUnits(of) > reportedUnits(of) &&
      `${dueUnits(of) - reportedUnits(of)} units of the running hour are not reported yet.`,
    of.pendingUnits > 0 && `${of.pendingUnits} units wait to be sent.`,
    of.invoiced &&
      of.invoiced.uninvoicedUnits > 0 &&
      `${of.invoiced.uninvoicedUnits} late units are on the next invoice.`,
    of.sentUnits > 0 && !of.invoiced && "Not invoiced yet.",
  ].filter((note) => note !== false && note !== null);
  return notes.length > 0 ? notes.join(" ") : null;
}

/** Something that must be done again and again. */
export type Duty = {
  name: string;
  everyMs: number;
  run: (now: Date) => Promise<unknown>;
  /** The worker is not ready before it was done once. */
  isNeeded?: true;
  /** Done at once when somebody says that something of billing waits. */
  wakes?: true;
};

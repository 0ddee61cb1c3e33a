/** Who pays. */
export type Payer = {
  tenantId: string;
  createdBy: string;
  /** Someone is there who can confirm; otherwise a card that failed for an invoice is not asked for it again. */
  isPerson: boolean;
  /** Real time. */
  now: Date;
};

/** Everything that somebody can be told. The name is the one of the event, where both exist. */
export const noticeKinds = [
  "payment.failed",
  "payment.action_required",
  "card.expiring",
  "card.missing",
  "subscription.past_due",
  "subscription.grace_ending",
  "subscription.suspended",
  "subscription.expired",
  "subscription.restored",
  "trial.ending",
  "credits.low",
  "credits.exhausted",
  "credits.added",
  "credits.recharge_failed",
  "access.restored",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

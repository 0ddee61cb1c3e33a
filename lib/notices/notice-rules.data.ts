import type { MemberRole } from "@/lib/accounts/permissions";
import type { NoticeKind } from "@/lib/notice-data";

export type NoticeRule = {
  /** Who is told; where nobody has such a role, the owners are. */
  roles: readonly MemberRole[];
  /** Access or money is at stake: it is always mailed. */
  critical: boolean;
  /** False: it stands in the inbox, and nobody is mailed. */
  mailed: boolean;
  /** It stands above every page while it holds. */
  banner: boolean;
  /** Where something can be done about it, in the console. */
  path: string;
};

const money: readonly MemberRole[] = ["billing"];
const all: readonly MemberRole[] = ["owner", "billing"];

/** Who is told what, and how (product design §14). */
export const noticeRules: Readonly<Record<NoticeKind, NoticeRule>> = {
  "payment.failed": { roles: money, critical: true, mailed: true, banner: true, path: "/console/billing" },
  "payment.action_required": { roles: money, critical: true, mailed: true, banner: true, path: "/console/billing" },
  "card.expiring": { roles: money, critical: false, mailed: true, banner: true, path: "/console/billing" },
  "card.missing": { roles: all, critical: false, mailed: true, banner: true, path: "/console/billing" },
  "subscription.past_due": { roles: all, critical: true, mailed: true, banner: true, path: "/console/billing" },
  "subscription.grace_ending": { roles: all, critical: true, mailed: true, banner: true, path: "/console/billing" },
  "subscription.suspended": { roles: all, critical: true, mailed: true, banner: true, path: "/console/billing" },
  "subscription.expired": { roles: all, critical: true, mailed: true, banner: true, path: "/console/plan" },
  "subscription.restored": { roles: all, critical: true, mailed: true, banner: false, path: "/console/billing" },
  "trial.ending": { roles: ["owner"], critical: false, mailed: true, banner: true, path: "/console/plan" },
  "credits.low": { roles: all, critical: false, mailed: true, banner: false, path: "/console/credits" },
  "credits.exhausted": { roles: all, critical: true, mailed: true, banner: true, path: "/console/credits" },
  "credits.added": { roles: all, critical: false, mailed: false, banner: false, path: "/console/credits" },
  "credits.recharge_failed": { roles: all, critical: true, mailed: true, banner: true, path: "/console/credits" },
  "access.restored": { roles: all, critical: false, mailed: false, banner: false, path: "/console" },
};

/** What a later notice says too: where the later one holds, the earlier one is not shown above pages. */
export const outdoneBy: Partial<Record<NoticeKind, readonly NoticeKind[]>> = {
  "payment.failed": ["subscription.past_due", "subscription.grace_ending", "subscription.suspended"],
  "subscription.past_due": ["subscription.grace_ending", "subscription.suspended"],
  "subscription.grace_ending": ["subscription.suspended"],
};

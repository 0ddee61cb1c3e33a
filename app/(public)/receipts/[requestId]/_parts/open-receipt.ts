import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { auth } from "@/app/_auth/auth";
import { clientAddress } from "@/app/_http/client-address";
import { deriveNetwork } from "@/lib/accounts/derive-network";
import type { Receipt } from "@/lib/analytics/receipt";
import { redactReceipt } from "@/lib/analytics/redact-receipt";
import { findReceipt } from "@/lib/analytics/server/find-receipt";
import { idTime, isId } from "@/lib/id";
import { verifyReceipt } from "@/lib/receipt-token";
import { MinuteGuard } from "@/lib/server/minute-guard";
import { receiptKey } from "@/lib/server/receipt-key";

/** Receipts a minute and network (security.md §12). */
const guard = new MinuteGuard(60);

/** The log is written in batches; a row that has not come after this long will not come. */
const recordingMs = 2 * 60_000;

/** `link`: signed out, or of another tenant, with the signed link. */
export type Reader = "link" | "member" | "staff";
export type OpenedReceipt = { receipt: Receipt; reader: Reader } | { recording: true };

/**
 * The receipt as this reader may see it: whole for members of its tenant and staff, redacted for whoever holds its
 * signed link. Everybody else meets the same 404 as for an id that never was.
 */
export const openReceipt = cache(async (requestId: string, token: string | null): Promise<OpenedReceipt> => {
  const now = new Date();
  if (!guard.take(deriveNetwork(clientAddress(await headers())), now)) redirect("/receipts/too-many");
  if (!isId("request", requestId)) notFound();
  const holdsLink = token !== null && verifyReceipt(receiptKey(), requestId, token, now);
  const signedIn = await auth();
  if (!holdsLink && !signedIn) notFound();

  const receipt = await findReceipt(requestId);
  if (!receipt) {
    if (holdsLink && now.getTime() - idTime(requestId).getTime() < recordingMs) return { recording: true };
    notFound();
  }
  const isMember = signedIn?.memberships.some(({ tenantId }) => tenantId === receipt.tenant?.id) ?? false;
  if (isMember) return { receipt, reader: "member" };
  if (signedIn && signedIn.actor.staffRole !== null) return { receipt, reader: "staff" };
  if (!holdsLink) notFound();
  return { receipt: redactReceipt(receipt), reader: "link" };
});

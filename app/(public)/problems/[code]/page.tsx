import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ErrorPage } from "@/app/(public)/_parts/error-page";
import { pageSpeaker } from "@/app/(public)/_parts/page-speaker";
import { env } from "@/lib/env";
import { type Code, isCode } from "@/lib/errors";

type Props = { params: Promise<{ code: string }> };

/** `quota-exhausted` → `quota_exhausted`; the underscored form is not an address of this page. */
async function codeOf(params: Props["params"]): Promise<Code | null> {
  const { code } = await params;
  const word = code.replaceAll("-", "_");
  return isCode(word) && !code.includes("_") ? word : null;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const code = await codeOf(params);
  if (!code) return {};
  return {
    title: `${code} – ${(await pageSpeaker()).messages.codes[code].title}`,
    alternates: { canonical: `${env().PORTAL_URL}/errors/${code}` },
  };
}

/** The `type` of every problem body: the same page as its documentation. */
export default async function ProblemPage({ params }: Props) {
  const code = await codeOf(params);
  if (!code) notFound();
  return <ErrorPage code={code} speaker={await pageSpeaker()} portalUrl={env().PORTAL_URL} />;
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ErrorPage } from "@/app/(public)/_parts/error-page";
import { pageSpeaker } from "@/app/(public)/_parts/page-speaker";
import { env } from "@/lib/env";
import { isCode } from "@/lib/errors";

type Props = { params: Promise<{ code: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { code } = await params;
  if (!isCode(code)) return {};
  return { title: `${code} – ${(await pageSpeaker()).messages.codes[code].title}` };
}

/** The `documentation` of every problem body. */
export default async function CodePage({ params }: Props) {
  const { code } = await params;
  if (!isCode(code)) notFound();
  return <ErrorPage code={code} speaker={await pageSpeaker()} portalUrl={env().PORTAL_URL} />;
}

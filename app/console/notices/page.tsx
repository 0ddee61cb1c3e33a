import { Stack } from "@mantine/core";
import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { Pages } from "@/app/_parts/pages";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { NoticeList } from "@/components/notices/notice-list";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { currentMode } from "@/lib/billing/server/stripe/current-mode";
import { listNotices } from "@/lib/notices/server/list-notices";

export const metadata: Metadata = { title: "Notices" };

const PageInput = z.object({ after: z.string().max(200) });

export default async function NoticesPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const search = await readSearch(PageInput, searchParams);
  const { rows, next } = await listNotices(ctx, search);
  return (
    <>
      <PageHeader title="Notices" description="What your account was told, and whether it still holds." />
      {rows.length === 0 ? (
        <EmptyState kind="nothing-yet" title="Nothing needs you">
          {`Late payments, ending trials,${currentMode() === "manual" ? "" : " cards that end"} and credits that run out are told here and by mail.`}
        </EmptyState>
      ) : (
        <Stack gap="md">
          <NoticeList rows={rows} />
          <Pages path="/console/notices" search={{ ...search, tenant: ctx.tenant?.id }} next={next} />
        </Stack>
      )}
    </>
  );
}

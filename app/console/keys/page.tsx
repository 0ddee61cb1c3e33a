import type { Metadata } from "next";
import { z } from "zod";
import { pageCtx } from "@/app/_auth/page-ctx";
import { readSearch, type SearchParams } from "@/app/_parts/read-search";
import { tenantHref } from "@/app/console/_parts/tenant-href";
import { KeyListTable } from "@/components/keys/key-list-table";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { hasMemberPermission } from "@/lib/accounts/permissions";
import { listKeys } from "@/lib/keys/server/list-keys";

export const metadata: Metadata = { title: "Keys" };

const Search = z.strictObject({
  show: z.enum(["working", "all", "revoked", "expired", "paused"]),
  mode: z.enum(["live", "test"]),
});
const shown = [
  { value: "working", label: "Not revoked" },
  { value: "paused", label: "Paused" },
  { value: "expired", label: "Expired" },
  { value: "revoked", label: "Revoked" },
  { value: "all", label: "All" },
];

export default async function KeysPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageCtx();
  const href = tenantHref(ctx);
  const { show = "working", mode } = await readSearch(Search, searchParams);
  const keys = await listKeys(ctx);
  const rows = keys.filter(
    (key) =>
      (mode === undefined || key.mode === mode) &&
      (show === "all" || (show === "working" ? key.status !== "revoked" : key.status === show)),
  );
  const create = ctx.tenant && hasMemberPermission(ctx.tenant.role, "keys:write") && (
    <LinkButton href={href("/console/keys/new")}>Create key</LinkButton>
  );
  return (
    <>
      <PageHeader title="Keys" description="A key lets your program call the API." actions={create} />
      {keys.length > 0 && (
        <FilterBar
          filters={[
            { kind: "select", name: "show", label: "Status", options: shown, fallback: "working", width: 160 },
            {
              kind: "select",
              name: "mode",
              label: "Mode",
              options: [
                { value: "any", label: "Live and test" },
                { value: "live", label: "Live" },
                { value: "test", label: "Test" },
              ],
              fallback: "any",
              width: 150,
            },
          ]}
        />
      )}
      <KeyListTable
        rows={rows}
        href={(keyId) => href(`/console/keys/${keyId}`)}
        empty={
          keys.length > 0 ? (
            <EmptyState kind="filtered" title="No key matches these filters">
              Choose another status or mode.
            </EmptyState>
          ) : create ? (
            <EmptyState kind="nothing-yet" title="No keys yet" action={create}>
              The first key takes a minute: a name and what it may call.
            </EmptyState>
          ) : (
            <EmptyState kind="unavailable" title="No keys yet">
              Owners, admins and developers of this account make keys.
            </EmptyState>
          )
        }
      />
    </>
  );
}

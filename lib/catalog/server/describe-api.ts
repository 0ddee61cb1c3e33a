import type { api } from "@/db/schema/catalog";
import type { ApiView } from "@/lib/catalog/views";

export const describeApi = (row: typeof api.$inferSelect): ApiView => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  upstreamUrl: row.upstreamUrl,
  upstreamHeader: row.upstreamHeader,
  upstreamSecretSetAt: row.upstreamSecretSetAt?.toISOString() ?? null,
  connectTimeoutMs: row.connectTimeoutMs,
  responseTimeoutMs: row.responseTimeoutMs,
  idleTimeoutMs: row.idleTimeoutMs,
  allowedOrigins: row.allowedOrigins,
  createdAt: row.createdAt.toISOString(),
  archivedAt: row.archivedAt?.toISOString() ?? null,
});

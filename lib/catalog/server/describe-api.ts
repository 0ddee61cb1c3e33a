import type { api } from "@/db/schema/catalog";

/** An api as staff see it. Of the credential only the header and the date are told. */
export type ApiView = {
  id: string;
  slug: string;
  name: string;
  upstreamUrl: string;
  upstreamHeader: string | null;
  upstreamSecretSetAt: string | null;
  connectTimeoutMs: number;
  responseTimeoutMs: number;
  idleTimeoutMs: number;
  allowedOrigins: string[];
  createdAt: string;
  archivedAt: string | null;
};

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

import { fetchJson } from "@/lib/client/fetch-json";

/** As `GET /api/sessions` answers; instants are ISO 8601. */
export type SessionView = {
  sessionId: string;
  current: boolean;
  createdAt: string;
  seenAt: string;
  expiresAt: string;
  address: string | null;
  userAgent: string | null;
};

export const sessionsQuery = {
  queryKey: ["sessions"] as const,
  queryFn: () => fetchJson<{ sessions: SessionView[] }>("/api/sessions"),
};

/** Ends one session of one's own. */
export const endSession = (sessionId: string) => fetchJson<void>(`/api/sessions/${sessionId}`, { method: "DELETE" });

/** Ends all sessions of one's own but this one. */
export const endOtherSessions = () => fetchJson<{ revoked: number }>("/api/sessions", { method: "DELETE" });

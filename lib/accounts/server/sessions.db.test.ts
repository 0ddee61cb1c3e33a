import { describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/test-database";
import { createSession } from "@/lib/accounts/server/create-session";
import { endSession } from "@/lib/accounts/server/end-session";
import { findLinkedPerson, findPerson } from "@/lib/accounts/server/find-person";
import { findSession } from "@/lib/accounts/server/find-session";
import { hashPassword } from "@/lib/accounts/server/hash-password";
import { linkAccount } from "@/lib/accounts/server/link-account";
import { listSessions } from "@/lib/accounts/server/list-sessions";
import { revokeOtherSessions } from "@/lib/accounts/server/revoke-other-sessions";
import { revokeSession } from "@/lib/accounts/server/revoke-session";
import { signInWithPassword } from "@/lib/accounts/server/sign-in-with-password";
import { newId } from "@/lib/id";

const { sql } = await testDatabase();
const start = new Date("2026-08-01T08:00:00Z");
const hoursIn = (hours: number) => new Date(start.getTime() + hours * 3_600_000);
const password = "correct horse battery staple";
const kept = await hashPassword(password);
let serial = 0;

const callerAt = (now: Date, address = `198.51.100.${serial}`) => ({
  now,
  requestId: newId("request", now),
  address,
});

async function newPerson(staffRole: "admin" | null = null) {
  const personId = newId("person", start);
  const email = `p${++serial}@example.com`;
  await sql`insert into person (id, email, name, password_hash, staff_role, created_at)
            values (${personId}, ${email}, 'Ada', ${kept}, ${staffRole}, ${start})`;
  return { personId, email };
}

async function signIn(personId: string, now = start) {
  const made = await createSession(callerAt(now), { personId, provider: "password", userAgent: "test" });
  const found = await findSession(made.sid, now);
  if (!found) throw new Error("The session was not found.");
  const ctx = { ...callerAt(now), actor: found.actor, tenant: null };
  return { ...made, ctx };
}

describe("signing in with a password", () => {
  it("finds the person, however the address is written, and leaves no attempt counted", async () => {
    const { personId, email } = await newPerson();
    const found = await signInWithPassword(callerAt(start), { email: ` ${email.toUpperCase()} `, password });
    expect(found).toEqual({ personId });
    const counted = await sql`select sum(attempts)::int as n from guard_window where subject like ${`%${email}%`}`;
    expect(counted[0]?.n).toBe(0);
  });
  it("gives a wrong password, an unknown address and a disabled person the same answer", async () => {
    const { email } = await newPerson();
    const disabled = await newPerson();
    await sql`update person set disabled_at = ${start} where id = ${disabled.personId}`;
    const answers = await Promise.all(
      [
        { email, password: "wrong" },
        { email: "nobody@example.com", password },
        { email: disabled.email, password },
        { email: "not an address", password },
        { email, password: "" },
        { email, password: "x".repeat(129) },
      ].map((input) =>
        signInWithPassword(callerAt(start), input).catch((thrown: { code: string; message: string }) => thrown),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ code: "authentication_required" });
  });
  it("leaves an audit line of a failure", async () => {
    const { personId, email } = await newPerson();
    await signInWithPassword(callerAt(start), { email, password: "wrong" }).catch(() => undefined);
    expect(
      await sql`select actor_kind from audit_log where action = 'session.refused' and object_id = ${personId}`,
    ).toHaveLength(1);
  });
  it("stops guessing after ten failures in 15 minutes, also with the right password, and then opens again", async () => {
    const { email, personId } = await newPerson();
    const attempt = (now: Date, given: string, address?: string) =>
      signInWithPassword(callerAt(now, address), { email, password: given });
    for (let n = 0; n < 10; n++) {
      await expect(attempt(start, "wrong")).rejects.toMatchObject({ code: "authentication_required" });
    }
    await expect(attempt(start, password)).rejects.toMatchObject({
      code: "rate_limited",
      details: { retryAfterSec: 900 },
    });
    expect(await attempt(start, password, "203.0.113.99")).toEqual({ personId });
    expect(await attempt(hoursIn(0.25), password)).toEqual({ personId });
  }, 60_000);
  it("does not let parallel guesses past the limit", async () => {
    const { email } = await newPerson();
    const caller = callerAt(start);
    const guesses = Array.from({ length: 20 }, () =>
      signInWithPassword(caller, { email, password: "wrong" }).catch((thrown: { code: string }) => thrown.code),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter((code) => code === "authentication_required")).toHaveLength(10);
    expect(answers.filter((code) => code === "rate_limited")).toHaveLength(10);
  }, 60_000);
  it("counts an IPv6 network as one", async () => {
    const { email } = await newPerson();
    await sql`insert into guard_window (guard, subject, window_start, attempts)
              values ('sign_in', ${`${email} 2001:db8:0:7::/64`}, ${start}, 10)`;
    await expect(
      signInWithPassword(callerAt(start, "2001:db8:0:7:aaaa::1"), { email, password }),
    ).rejects.toMatchObject({ code: "rate_limited" });
  });
});

describe("a session", () => {
  it("knows its person and memberships as they are at each request", async () => {
    const { personId } = await newPerson();
    const { sid } = await signIn(personId);
    expect(await findSession(sid, start)).toMatchObject({ actor: { personId, staffRole: null }, memberships: [] });
    const tenantId = newId("tenant", start);
    await sql`insert into tenant (id, name, created_at) values (${tenantId}, 'Lumen', ${start})`;
    await sql`insert into member (tenant_id, id, person_id, role, created_at)
              values (${tenantId}, ${newId("member", start)}, ${personId}, 'developer', ${start})`;
    await sql`update person set staff_role = 'support' where id = ${personId}`;
    expect(await findSession(sid, start)).toMatchObject({
      actor: { staffRole: "support" },
      memberships: [{ tenantId, tenantName: "Lumen", role: "developer" }],
    });
    await sql`delete from member where person_id = ${personId}`;
    expect((await findSession(sid, start))?.memberships).toEqual([]);
  });
  it("keeps only a digest of what the cookie carries", async () => {
    const { personId } = await newPerson();
    const { sid } = await signIn(personId);
    const [row] = await sql<
      { line: string }[]
    >`select session::text as line from session where person_id = ${personId}`;
    expect(row?.line).not.toContain(sid);
    expect(Buffer.from(sid, "base64url")).toHaveLength(32);
  });
  it("ends at once at sign-out, also for a copy of the cookie", async () => {
    const { sid } = await signIn((await newPerson()).personId);
    await endSession(callerAt(start), { sid });
    expect(await findSession(sid, start)).toBeNull();
    await expect(endSession(callerAt(start), { sid })).resolves.toBeUndefined();
  });
  it("ends at once when its person is disabled, who cannot begin another", async () => {
    const { personId } = await newPerson();
    const { sid } = await signIn(personId);
    await sql`update person set disabled_at = ${start} where id = ${personId}`;
    expect(await findSession(sid, start)).toBeNull();
    await expect(signIn(personId)).rejects.toMatchObject({ code: "authentication_required" });
  });
  it("lives on with use, ends without, and ends after 14 days all the same", async () => {
    const { sid } = await signIn((await newPerson()).personId);
    expect(await findSession(sid, hoursIn(23))).not.toBeNull();
    expect(await findSession(sid, hoursIn(46))).not.toBeNull();
    expect(await findSession(sid, hoursIn(71))).toBeNull();
    const used = await signIn((await newPerson()).personId);
    for (let hours = 12; hours < 14 * 24; hours += 12)
      expect(await findSession(used.sid, hoursIn(hours))).not.toBeNull();
    expect(await findSession(used.sid, hoursIn(14 * 24))).toBeNull();
  });
  it("of staff ends after 12 hours, also for somebody who became staff meanwhile", async () => {
    const { sid } = await signIn((await newPerson("admin")).personId);
    expect(await findSession(sid, hoursIn(11.9))).not.toBeNull();
    expect(await findSession(sid, hoursIn(12))).toBeNull();
    const { personId } = await newPerson();
    const later = await signIn(personId);
    await sql`update person set staff_role = 'admin' where id = ${personId}`;
    expect(await findSession(later.sid, hoursIn(13))).toBeNull();
  });
  it("is not found by a sid that nobody was given", async () => {
    expect(await findSession("A".repeat(43), start)).toBeNull();
    expect(await findSession("", start)).toBeNull();
  });
});

describe("one's own sessions", () => {
  it("are listed, and each but others' can be ended, leaving an audit line", async () => {
    const { personId } = await newPerson();
    const [first, second] = [await signIn(personId), await signIn(personId)];
    const stranger = await signIn((await newPerson()).personId);
    const { sessions } = await listSessions(first.ctx);
    expect(sessions.map(({ sessionId, current }) => [sessionId, current]).toSorted()).toEqual(
      [
        [first.sessionId, true],
        [second.sessionId, false],
      ].toSorted(),
    );
    await expect(revokeSession(first.ctx, { sessionId: stranger.sessionId })).rejects.toMatchObject({
      code: "not_found",
    });
    await revokeSession(first.ctx, { sessionId: second.sessionId });
    expect(await findSession(second.sid, start)).toBeNull();
    expect(await findSession(first.sid, start)).not.toBeNull();
    expect(
      await sql`select 1 from audit_log where action = 'session.revoked' and object_id = ${second.sessionId}`,
    ).toHaveLength(1);
    await expect(revokeSession(first.ctx, { sessionId: second.sessionId })).rejects.toMatchObject({
      code: "not_found",
    });
  });
  it("can all be ended but the one that asks", async () => {
    const { personId } = await newPerson();
    const [first, second, third] = [await signIn(personId), await signIn(personId), await signIn(personId)];
    expect(await revokeOtherSessions(first.ctx)).toEqual({ revoked: 2 });
    expect(await findSession(first.sid, start)).not.toBeNull();
    expect(await Promise.all([findSession(second.sid, start), findSession(third.sid, start)])).toEqual([null, null]);
  });
});

describe("a provider's account", () => {
  it("signs in whoever linked it, once, and nobody who is disabled", async () => {
    const { personId, email } = await newPerson();
    const account = { provider: "oidc", providerAccountId: `sub-${personId}` };
    expect(await findLinkedPerson(account)).toBeNull();
    await linkAccount(callerAt(start), { personId, ...account });
    expect(await findLinkedPerson(account)).toEqual({ personId, email, name: "Ada" });
    const other = await newPerson();
    await expect(linkAccount(callerAt(start), { personId: other.personId, ...account })).rejects.toThrow();
    await sql`update person set disabled_at = ${start} where id = ${personId}`;
    expect(await findLinkedPerson(account)).toBeNull();
    expect(await findPerson({ personId })).toBeNull();
    expect(await findPerson({ email: other.email })).toMatchObject({ personId: other.personId });
  });
});

import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { person } from "@/db/schema/accounts";
import { hashPassword } from "@/lib/accounts/server/hash-password";
import { demoEnv } from "@/lib/env";
import { newId } from "@/lib/id";

export type DemoUser = { role: "admin" | "owner" | "developer"; email: string; password: string };

/** The three sign-ins of the demo; their passwords are random for each installation. */
export function demoUsers(): [admin: DemoUser, owner: DemoUser, developer: DemoUser] {
  const env = demoEnv();
  return [
    { role: "admin", email: "admin@northlight.example", password: env.DEMO_ADMIN_PASSWORD },
    { role: "owner", email: "owner@acme.example", password: env.DEMO_OWNER_PASSWORD },
    { role: "developer", email: "developer@acme.example", password: env.DEMO_DEVELOPER_PASSWORD },
  ];
}

/** The operator's admin. */
export async function seedAdmin(user: DemoUser, now: Date): Promise<void> {
  await database()
    .insert(person)
    .values({
      id: newId("person", now),
      email: user.email,
      name: "Nora Licht",
      staffRole: "admin",
      passwordHash: await hashPassword(user.password),
      createdAt: now,
    });
}

/** Gives somebody that a use case made the password that the banner shows. */
export async function setDemoPassword(user: DemoUser): Promise<void> {
  await database()
    .update(person)
    .set({ passwordHash: await hashPassword(user.password) })
    .where(eq(person.email, user.email));
}

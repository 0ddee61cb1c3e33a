import { describe, expect, test } from "vitest";
import { staffCtx } from "@/db/testing/staff-ctx";
import { testDatabase } from "@/db/testing/test-database";
import { archiveApi } from "@/lib/catalog/server/archive-api";
import { archiveFeature } from "@/lib/catalog/server/archive-feature";
import { archiveRoute } from "@/lib/catalog/server/archive-route";
import { createApi } from "@/lib/catalog/server/create-api";
import { createFeature } from "@/lib/catalog/server/create-feature";
import { createRoute } from "@/lib/catalog/server/create-route";
import { getApi } from "@/lib/catalog/server/get-api";
import { listApis } from "@/lib/catalog/server/list-apis";
import { listFeatures } from "@/lib/catalog/server/list-features";
import { loadCatalog } from "@/lib/catalog/server/load-catalog";
import { updateApi } from "@/lib/catalog/server/update-api";
import { updateFeature } from "@/lib/catalog/server/update-feature";
import { updateRoute } from "@/lib/catalog/server/update-route";
import { newId } from "@/lib/id";
import { unseal } from "@/lib/server/seal";

const { sql } = await testDatabase();
const admin = () => staffCtx("admin");
const upstreamUrl = "http://127.0.0.1:9100";
let serial = 0;
const slug = (word: string) => `${word}${++serial}`;
const newApi = () => createApi(admin(), { slug: slug("geo"), name: "Geo", upstreamUrl });
const newFeature = (kind: "meter" | "switch" = "meter") =>
  createFeature(admin(), { slug: slug("searches"), name: "Searches", kind });

const audited = async (objectId: string) =>
  (await sql<{ action: string }[]>`select action from audit_log where object_id = ${objectId} order by id`).map(
    (row) => row.action,
  );
const told = async (subjectId: string) =>
  (await sql`select 1 from control_change where subject = 'catalog' and subject_id = ${subjectId}`).length;
const refusedAt = (pointer: string) => ({ code: "validation_failed", details: { errors: [{ pointer }] } });

describe("the catalogue's verbs", () => {
  test.each([
    ["createApi", () => createApi(staffCtx("support"), { slug: "no", name: "No", upstreamUrl })],
    [
      "createRoute",
      () => createRoute(staffCtx("support"), { apiId: newId("api", new Date()), method: "GET", path: "/" }),
    ],
    ["createFeature", () => createFeature(staffCtx("support"), { slug: "no", name: "No", kind: "meter" })],
    ["archiveApi", () => archiveApi(staffCtx("support"), { apiId: newId("api", new Date()) })],
  ])("%s refuses an actor without the scope", async (_name, act) => {
    await expect(act()).rejects.toMatchObject({ code: "permission_denied" });
  });
  test("do not exist for people who are not staff", async () => {
    await expect(listApis(staffCtx(null))).rejects.toMatchObject({ code: "not_found" });
    await expect(newApiBy(null)).rejects.toMatchObject({ code: "not_found" });
  });
  const newApiBy = (role: null) => createApi(staffCtx(role), { slug: "no", name: "No", upstreamUrl });
});

describe("an api", () => {
  test("is created with an audit line, and the gateways are told", async () => {
    const api = await newApi();
    expect(await audited(api.id)).toEqual(["api.created"]);
    expect(await told(api.id)).toBe(1);
    expect((await listApis(admin())).map((row) => row.id)).toContain(api.id);
  });
  test("keeps its credential sealed, and never shows it", async () => {
    const secret = "Bearer upstream-secret-value";
    const api = await createApi(admin(), {
      slug: slug("sealed"),
      name: "Sealed",
      upstreamUrl,
      upstreamHeader: "Authorization",
      upstreamSecret: secret,
    });
    expect(api).toMatchObject({ upstreamHeader: "authorization", upstreamSecretSetAt: expect.any(String) });
    const [row] = await sql<{ upstream_secret: Buffer }[]>`select upstream_secret from api where id = ${api.id}`;
    expect(unseal(row?.upstream_secret ?? Buffer.of(), `api|upstream_secret|${api.id}`)).toBe(secret);
    await updateApi(admin(), { apiId: api.id, upstreamSecret: "Bearer another-secret-value" });
    const lines = await sql`select before, after from audit_log where object_id = ${api.id}`;
    expect(JSON.stringify([...lines])).not.toContain("secret-value");
    const gone = await updateApi(admin(), { apiId: api.id, upstreamHeader: null });
    expect(gone).toMatchObject({ upstreamHeader: null, upstreamSecretSetAt: null });
  });
  test("asks for its credential again when it is to be sent to another server", async () => {
    const api = await createApi(admin(), {
      slug: slug("moved"),
      name: "Moved",
      upstreamUrl,
      upstreamHeader: "x-key",
      upstreamSecret: "first value",
    });
    expect(await updateApi(admin(), { apiId: api.id, upstreamUrl: `${upstreamUrl}/v2` })).toMatchObject({
      upstreamUrl: `${upstreamUrl}/v2`,
    });
    const elsewhere = { apiId: api.id, upstreamUrl: "http://127.0.0.1:9101" };
    await expect(updateApi(admin(), elsewhere)).rejects.toMatchObject(refusedAt("/upstreamSecret"));
    expect((await getApi(admin(), { apiId: api.id })).upstreamUrl).toBe(`${upstreamUrl}/v2`);
    expect(await updateApi(admin(), { ...elsewhere, upstreamSecret: "second value" })).toMatchObject({
      upstreamUrl: elsewhere.upstreamUrl,
    });
    const without = { apiId: api.id, upstreamUrl, upstreamHeader: null };
    expect(await updateApi(admin(), without)).toMatchObject({ upstreamUrl, upstreamHeader: null });
  });
  test.each<[title: string, change: Record<string, unknown>, pointer: string]>([
    ["a reserved slug", { slug: "healthz" }, "/slug"],
    ["an upper-case slug", { slug: "Geo" }, "/slug"],
    ["an empty name", { name: "  " }, "/name"],
    ["a name with a NUL", { name: "a\u0000b" }, "/name"],
    ["an upstream that is no address", { upstreamUrl: "geo" }, "/upstreamUrl"],
    ["an upstream of another scheme", { upstreamUrl: "file:///etc/passwd" }, "/upstreamUrl"],
    ["a header without its value", { upstreamHeader: "x-key" }, "/upstreamSecret"],
    ["a header value with a line break", { upstreamHeader: "x-key", upstreamSecret: "a\r\nb" }, "/upstreamSecret"],
    ["a field that does not exist", { demo: true }, ""],
  ])("refuses %s and names the field", async (_title, change, pointer) => {
    const input = { slug: slug("bad"), name: "Bad", upstreamUrl, ...change };
    await expect(createApi(admin(), input)).rejects.toMatchObject(refusedAt(pointer));
  });
  test("refuses an upstream at the cloud's metadata address", async () => {
    const input = { slug: slug("meta"), name: "Meta", upstreamUrl: "http://169.254.169.254/latest" };
    await expect(createApi(admin(), input)).rejects.toMatchObject({ code: "validation_failed" });
  });
  test("refuses a slug that is taken, also by an archived api", async () => {
    const api = await newApi();
    await archiveApi(admin(), { apiId: api.id });
    const again = createApi(admin(), { slug: api.slug, name: "Again", upstreamUrl });
    await expect(again).rejects.toMatchObject(refusedAt("/slug"));
  });
  test("leaves the list when it is archived, once", async () => {
    const api = await newApi();
    await archiveApi(admin(), { apiId: api.id });
    expect((await listApis(admin())).map((row) => row.id)).not.toContain(api.id);
    await expect(archiveApi(admin(), { apiId: api.id })).rejects.toMatchObject({ code: "not_found" });
    expect(await audited(api.id)).toEqual(["api.created", "api.archived"]);
  });
});

describe("a route", () => {
  test("is added, changed and archived, each with an audit line, and the gateways are told", async () => {
    const [api, feature] = [await newApi(), await newFeature()];
    const route = await createRoute(admin(), {
      apiId: api.id,
      method: "GET",
      path: "/v1/reports/{id}",
      featureId: feature.id,
      costUnits: 25,
    });
    const changed = await updateRoute(admin(), { routeId: route.id, costUnits: 10, scope: "reports:read" });
    expect(changed).toMatchObject({ costUnits: 10, scope: "reports:read", path: "/v1/reports/{id}" });
    expect((await getApi(admin(), { apiId: api.id })).routes).toEqual([changed]);
    await archiveRoute(admin(), { routeId: route.id });
    expect((await getApi(admin(), { apiId: api.id })).routes).toEqual([]);
    expect(await audited(route.id)).toEqual(["route.created", "route.updated", "route.archived"]);
    expect(await told(route.id)).toBe(3);
  });
  test("may let the upstream say what a call cost, in a header of its own", async () => {
    const [api, feature] = [await newApi(), await newFeature()];
    const route = await createRoute(admin(), {
      apiId: api.id,
      method: "POST",
      path: "/v1/tokens",
      featureId: feature.id,
      costUnits: 4000,
      costHeader: "X-Tokens-Used",
      minCostUnits: 10,
    });
    expect(route).toMatchObject({ costUnits: 4000, costHeader: "x-tokens-used", minCostUnits: 10 });
    const loaded = (await loadCatalog(sql)).routes.find(({ id }) => id === route.id);
    expect(loaded).toMatchObject({ costUnits: 4000, costHeader: "x-tokens-used", minCostUnits: 10 });
    const least = updateRoute(admin(), { routeId: route.id, costUnits: 9 });
    await expect(least).rejects.toMatchObject(refusedAt("/minCostUnits"));
    const fixed = updateRoute(admin(), { routeId: route.id, costHeader: null });
    await expect(fixed).rejects.toMatchObject(refusedAt("/minCostUnits"));
    const changed = await updateRoute(admin(), { routeId: route.id, costHeader: null, minCostUnits: 0 });
    expect(changed).toMatchObject({ costUnits: 4000, costHeader: null, minCostUnits: 0 });
  });
  test("refuses a path whose shape another route answers", async () => {
    const api = await newApi();
    await createRoute(admin(), { apiId: api.id, method: "GET", path: "/v1/{id}" });
    const twin = createRoute(admin(), { apiId: api.id, method: "GET", path: "/v1/{name}" });
    await expect(twin).rejects.toMatchObject(refusedAt("/path"));
    await createRoute(admin(), { apiId: api.id, method: "POST", path: "/v1/{name}" });
  });
  test("two editors cannot add the same route at once", async () => {
    const api = await newApi();
    const both = await Promise.allSettled(
      [1, 2].map(() => createRoute(admin(), { apiId: api.id, method: "GET", path: "/v1/x" })),
    );
    expect(both.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  });
  test.each<[title: string, change: Record<string, unknown>, pointer: string]>([
    ["a path without a slash", { path: "v1" }, "/path"],
    ["an unknown method", { method: "BREW" }, "/method"],
    ["a negative cost", { costUnits: -1 }, "/costUnits"],
    ["a cost that is no integer", { costUnits: 1.5 }, "/costUnits"],
    ["a cost that is no number", { costUnits: "1" }, "/costUnits"],
    ["a cost beyond what can be held", { costUnits: 1e9 + 1 }, "/costUnits"],
    ["a cost header that is no name", { costHeader: "x cost" }, "/costHeader"],
    ["a cost header of two lines", { costHeader: "x-cost\r\nx" }, "/costHeader"],
    ...["Content-Length", "set-cookie", "Faregate-Usage", "RateLimit", "Connection", "Date", "Retry-After"].map(
      (costHeader): [string, Record<string, unknown>, string] => [
        `${costHeader} as a cost header`,
        { costHeader },
        "/costHeader",
      ],
    ),
    ["a reported cost without a most", { costHeader: "x-cost", costUnits: 0 }, "/costUnits"],
    ["a least above the most", { costHeader: "x-cost", costUnits: 5, minCostUnits: 6 }, "/minCostUnits"],
    ["a negative least", { costHeader: "x-cost", minCostUnits: -1 }, "/minCostUnits"],
    ["a least of a fixed cost", { minCostUnits: 1 }, "/minCostUnits"],
    ["statuses the wrong way round", { chargedStatuses: [[399, 200]] }, "/chargedStatuses/0"],
    ["an unknown feature", { featureId: newId("feature", new Date()) }, "/featureId"],
  ])("refuses %s and names the field", async (_title, change, pointer) => {
    const api = await newApi();
    const input = { apiId: api.id, method: "GET", path: "/v1/y", ...change } as Parameters<typeof createRoute>[1];
    await expect(createRoute(admin(), input)).rejects.toMatchObject(refusedAt(pointer));
  });
});

describe("a feature", () => {
  test("is named for people, and the gateways are told", async () => {
    const feature = await newFeature();
    await updateFeature(admin(), { featureId: feature.id, nameDe: "Suchen", unit: "search", unitPlural: "searches" });
    const row = (await listFeatures(admin())).find((line) => line.id === feature.id);
    expect(row).toMatchObject({ nameDe: "Suchen", unitPlural: "searches", routes: 0, plans: [] });
    expect(await audited(feature.id)).toEqual(["feature.created", "feature.updated"]);
    expect(await told(feature.id)).toBe(2);
  });
  test("is not archived while a route needs it", async () => {
    const [api, feature] = [await newApi(), await newFeature()];
    const route = await createRoute(admin(), { apiId: api.id, method: "GET", path: "/z", featureId: feature.id });
    const early = archiveFeature(admin(), { featureId: feature.id });
    await expect(early).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining("GET /z") });
    await archiveRoute(admin(), { routeId: route.id });
    await archiveFeature(admin(), { featureId: feature.id });
    expect((await listFeatures(admin())).map((row) => row.id)).not.toContain(feature.id);
  });
});

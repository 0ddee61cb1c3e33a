export type Json = string | number | boolean | null | undefined | Json[] | JsonObject;

/** What is sent and stored; a field that is undefined is not sent. */
export interface JsonObject {
  [field: string]: Json;
}

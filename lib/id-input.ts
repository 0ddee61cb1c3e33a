import { z } from "zod";
import { type IdKind, idPrefixes, isId } from "@/lib/id";

/** A well-formed identifier of one kind, for payloads and parameters; whether the object exists is asked later. */
export const idInput = (kind: IdKind) =>
  z.string().refine((value) => isId(kind, value), `must be an identifier such as ${idPrefixes[kind]}_…`);

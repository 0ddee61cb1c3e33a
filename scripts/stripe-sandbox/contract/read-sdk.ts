import fs from "node:fs";
import path from "node:path";
import ts from "typescript-6";

export interface Sdk {
  version: string;
  apiVersion: string;
  checker: ts.TypeChecker;
  methods: { endpoint: string; params: ts.TypeNode | undefined; answer: ts.TypeNode }[];
  events: { type: string; declaration: ts.InterfaceDeclaration }[];
}

/** The folder of the installed SDK. */
export const sdkFolder = path.resolve("node_modules", "stripe");

/** Opens the type declarations of the installed SDK and finds what each resource method calls. */
export function readSdk(): Sdk {
  const read = (file: string) => fs.readFileSync(path.join(sdkFolder, file), "utf8");
  const resources = path.join(sdkFolder, "esm", "resources");
  const files = fs
    .readdirSync(resources, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".d.ts"))
    .map((file) => path.join(resources, file));
  const program = ts.createProgram(files, {
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
  });
  const sources = files.flatMap((file) => program.getSourceFile(file) ?? []);
  return {
    version: JSON.parse(read("package.json")).version,
    apiVersion: /ApiVersion = '([^']+)'/.exec(read("esm/apiVersion.js"))?.[1] ?? "",
    checker: program.getTypeChecker(),
    methods: sources.flatMap(methodsOf),
    events: sources.filter((source) => source.fileName.endsWith("resources/Events.d.ts")).flatMap(eventsOf),
  };
}

/** Types stand in the declaration, method and path of the call in the code beside it. */
function methodsOf(source: ts.SourceFile): Sdk["methods"] {
  const calls = callsOf(fs.readFileSync(source.fileName.replace(/\.d\.ts$/, ".js"), "utf8"));
  return source.statements.filter(ts.isClassDeclaration).flatMap((declaration) =>
    declaration.members.filter(ts.isMethodDeclaration).flatMap((method) => {
      const endpoint = calls.get(`${declaration.name?.text}.${method.name.getText(source)}`);
      if (!endpoint || !method.type) return [];
      const params = method.parameters.find((parameter) => parameter.name.getText(source) === "params");
      return [{ endpoint, params: params?.type, answer: method.type }];
    }),
  );
}

function callsOf(code: string): Map<string, string> {
  const calls = new Map<string, string>();
  for (const [, name, body] of code.matchAll(/export class (\w+) extends StripeResource \{([\s\S]*?)\n\}/g)) {
    const call = /^ {4}(\w+)\([^)]*\) \{[\s\S]*?_makeRequest\('(\w+)', (?:'([^']*)'|`([^`]*)`)/gm;
    for (const [, method, verb, plain, pattern] of (body ?? "").matchAll(call)) {
      const where = (plain ?? pattern ?? "").replace(/\$\{encodeURIComponent\((\w+)\)\}/g, "{$1}");
      calls.set(`${name}.${method}`, `${verb} ${where}`);
    }
  }
  return calls;
}

function eventsOf(source: ts.SourceFile): Sdk["events"] {
  return source.statements.filter(ts.isInterfaceDeclaration).flatMap((declaration) => {
    const field = declaration.members.find((member) => member.name?.getText(source) === "type");
    if (!field || !ts.isPropertySignature(field) || !field.type || !ts.isLiteralTypeNode(field.type)) return [];
    return ts.isStringLiteral(field.type.literal) ? [{ type: field.type.literal.text, declaration }] : [];
  });
}

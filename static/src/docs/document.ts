/*
 * The interface's description (OpenAPI 3.1), as far as this page shows it. Pure.
 */
export type Schema = {
  type?: string | readonly string[];
  format?: string;
  description?: string;
  enum?: readonly unknown[];
  $ref?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: readonly string[];
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  allOf?: readonly Schema[];
  additionalProperties?: Schema | boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
};

export type Parameter = {
  name: string;
  in: string;
  description?: string;
  required?: boolean;
  schema?: Schema;
};
export type Content = Record<string, { schema?: Schema }>;
export type Answer = {
  description: string;
  content?: Content;
  headers?: Record<string, { description?: string }>;
};

type Described = {
  tags?: readonly string[];
  summary?: string;
  description?: string;
  operationId?: string;
  parameters?: readonly Parameter[];
  requestBody?: { description?: string; content: Content };
  responses?: Record<string, Answer>;
  security?: readonly Record<string, unknown>[];
};

export type Document = {
  info: { title: string; version: string; description?: string };
  paths: Record<string, Record<string, Described>>;
  components?: { schemas?: Record<string, Schema> };
};

export type Operation = Described & { method: string; path: string; tag: string; open: boolean };

/** Every operation, in the order of the description. */
export function operationsOf(document: Document): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, described]) => ({
      ...described,
      method: method.toUpperCase(),
      path,
      tag: described.tags?.[0] ?? '',
      open: described.security?.some((one) => Object.keys(one).length === 0) ?? false,
    })),
  );
}

/** Those in which every word of the search stands somewhere. */
export function found(operations: readonly Operation[], search: string): readonly Operation[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter((one) => {
    const text = [one.method, one.path, one.tag, one.operationId, one.summary, one.description]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Operations by what they are about. */
export function byTag(
  operations: readonly Operation[],
): readonly (readonly [string, readonly Operation[]])[] {
  const groups = new Map<string, Operation[]>();
  for (const one of operations) {
    const group = groups.get(one.tag) ?? [];
    group.push(one);
    groups.set(one.tag, group);
  }
  return [...groups];
}

/** The name of a schema that is described elsewhere. */
export function refName(schema: Schema): string | null {
  return schema.$ref?.split('/').at(-1) ?? null;
}

/** A value of the right form, for an example; what leads back to itself is cut. */
export function example(schema: Schema | undefined, schemas: Record<string, Schema>, depth = 0): unknown {
  if (schema === undefined || depth > 5) return null;
  const name = refName(schema);
  if (name !== null) return example(schemas[name], schemas, depth + 1);
  const first = schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (first !== undefined) return example(first, schemas, depth + 1);
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.allOf !== undefined)
    return Object.assign({}, ...schema.allOf.map((part) => example(part, schemas, depth + 1)));
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, example(schema.properties?.[key], schemas, depth + 1)]),
      );
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'boolean':
      return false;
    case 'string':
      if (schema.format === 'uuid') return '00000000-0000-0000-0000-000000000000';
      return schema.format === 'date-time' ? '2026-01-01T00:00:00Z' : 'text';
    default:
      return null;
  }
}

/** The request as a line for a shell. Parameters keep their braces; the secret is the reader's to fill in. */
export function curl(one: Operation, origin: string, schemas: Record<string, Schema>): string {
  const needed = (one.parameters ?? []).filter((each) => each.in === 'query' && each.required === true);
  const query = needed.map((each) => `${each.name}={${each.name}}`).join('&');
  const parts = ['curl', '-X', one.method, quoted(`${origin}${one.path}${query === '' ? '' : `?${query}`}`)];
  if (!one.open) parts.push('-H', quoted('Authorization: Bearer SECRET'));
  const [kind, content] = Object.entries(one.requestBody?.content ?? {})[0] ?? [];
  if (kind !== undefined) {
    parts.push('-H', quoted(`Content-Type: ${kind}`));
    const body = example(content?.schema, schemas);
    if (kind === 'application/json') parts.push('-d', quoted(JSON.stringify(body)));
    else parts.push('--data-binary', quoted('@FILE'));
  }
  return parts.join(' ');
}

/** One word for a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

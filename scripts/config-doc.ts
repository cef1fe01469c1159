import { stringify } from 'yaml';
import * as z from 'zod/mini';
import { DEFAULT_RULES } from '../lib/config/rules.js';
import { configSchema } from '../lib/config/schema.js';
import { CHANNEL_MEANINGS, FILTER_MEANINGS, MEANINGS, RULE_MEANINGS, RULE_TYPES } from './config-meanings.js';

/** The part of JSON Schema that a configuration uses. */
export interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly additionalProperties?: Node | false;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** The schema of the configuration as it is written, nothing behind references. */
export function configNode(): Node {
  return z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Node;
}

interface Row {
  readonly path: string;
  readonly node: Node;
  readonly required: boolean;
}

/** Containers whose inside has a section of its own. */
const APART = new Set(['channels', 'rules', 'silences.*.where']);

/** Every key below an object, depth first, in the order of the schema. */
export function rowsOf(node: Node, prefix = ''): readonly Row[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, child]) => {
    const path = `${prefix}${name}`;
    const row = { path, node: child, required: node.required?.includes(name) ?? false };
    if (APART.has(path)) return [row];
    const inner = child.items ?? child;
    return [row, ...rowsOf(inner, child.items ? `${path}.*.` : `${path}.`)];
  });
}

/** The types of a union (channels, rules) by name. */
export function variants(node: Node | undefined): ReadonlyMap<string, Node> {
  return new Map((node?.oneOf ?? node?.anyOf ?? []).map((one) => [String(one.properties?.['type']?.const), one]));
}

function typeOf(node: Node): string {
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum)
    return node.enum.length > 8 ? 'one of a list' : node.enum.map((one) => `\`${String(one)}\``).join(', ');
  if (node.anyOf) return node.anyOf.map(typeOf).join(' or ');
  if (node.type === 'array') return `list of ${typeOf(node.items ?? {})}`;
  if (node.pattern?.includes('(s|m|h|d|w)')) return 'duration';
  return node.type === 'string' ? 'text' : (node.type ?? 'object');
}

function defaultOf({ node, required }: Row): string {
  if (required) return '**required**';
  if (node.default === undefined) return '–';
  const isBig = typeof node.default === 'object' && JSON.stringify(node.default).length > 2;
  return isBig ? 'below' : `\`${JSON.stringify(node.default)}\``;
}

function table(rows: readonly Row[], meaning: (path: string) => string): string {
  const line = (row: Row) => `| \`${row.path}\` | ${typeOf(row.node)} | ${defaultOf(row)} | ${meaning(row.path)} |`;
  return ['| key | type | default | meaning |', '|---|---|---|---|', ...rows.map(line)].join('\n');
}

function meaningIn(meanings: Readonly<Record<string, string>>, ...paths: readonly string[]): string {
  for (const path of paths) if (meanings[path] !== undefined) return meanings[path];
  throw new Error(`scripts/config-meanings.ts says nothing about ${paths.join(' or ')}`);
}

/** A field without `type`, which the heading already tells; common fields come first, once. */
function unionSections(
  union: ReadonlyMap<string, Node>,
  meanings: Readonly<Record<string, string>>,
  about: (type: string) => string,
): string {
  const nodes = [...union.values()];
  const isCommon = (name: string) => meanings[name] !== undefined;
  const common = rowsOf(nodes[0] ?? {}).filter(({ path }) => isCommon(path) && path !== 'type');
  const parts = [table(common, (path) => meaningIn(meanings, path))];
  for (const [type, node] of union) {
    const own = rowsOf(node).filter(({ path }) => !isCommon(path.split('.')[0] ?? ''));
    parts.push(
      `### \`${type}\``,
      about(type),
      table(own, (path) => meaningIn(meanings, `${type}.${path}`)),
    );
  }
  return parts.filter((part) => part !== '').join('\n\n');
}

/** docs/CONFIG.md. `example`: the text of examples/config.yaml. */
export function configMarkdown(example: string): string {
  const root = configNode();
  const rules = variants(root.properties?.['rules']?.items);
  const filter = rules.get('count')?.properties?.['where'] ?? {};
  const channels = variants(root.properties?.['channels']?.additionalProperties || undefined);
  // A filter inside a rule is a section of its own.
  const flat = new Map([...rules].map(([type, node]) => [type, { ...node, properties: withoutFilters(node) }]));
  return `<!-- Made by \`node scripts/write-docs.mjs\` from lib/config and scripts/config-meanings.ts. Do not edit. -->

# Configuration

One YAML or JSON document, \`cos403.config/1\`. Functions find it through \`COS403_CONFIG\`, commands through \`--config\` or the same variable. Either may be a
\`cos://bucket-appid/key\`, a file, or the JSON itself. It is checked as a whole before anything is done; every mistake is told with its path.
[schema/config.json](schema/config.json) is its JSON Schema: editors complete and check with it.

\`\${env:NAME}\` in any text stands for an environment variable and \`\${secret:NAME}\` for a field of the private object that \`secrets\` names.
Everybody who may call GetFunction reads a function's environment: prefer the object.

A duration is a number and a unit: \`90s\`, \`15m\`, \`4h\`, \`30d\`, \`2w\`. Every key but \`schema\` has a default or may be left out.

\`\`\`yaml
${example.trimEnd()}
\`\`\`

## Keys

\`*\` stands for each element of a list.

${table(rowsOf(root), (path) => meaningIn(MEANINGS, path))}

## Channels

\`channels.<name>\`: each has a \`type\` and

${unionSections(channels, CHANNEL_MEANINGS, () => '')}

## Rules

\`rules.*\`: each has a \`type\` and

${unionSections(flat, RULE_MEANINGS, (type) => meaningIn(RULE_TYPES, type))}

### Built-in rules

They watch when the configuration names none.

\`\`\`yaml
${stringify({ rules: DEFAULT_RULES }).trimEnd()}
\`\`\`

## Filters

\`where\` and \`unless\` of rules, \`where\` of silences. Within a field one match is enough; every field that is given must match; an absent field matches everything.

${table(rowsOf(filter), (path) => meaningIn(FILTER_MEANINGS, path))}
`;
}

function withoutFilters(node: Node): Record<string, Node> {
  const bare = (child: Node): Node => ({
    type: 'filter',
    ...(child.default === undefined ? {} : { default: child.default }),
  });
  return Object.fromEntries(
    Object.entries(node.properties ?? {}).map(([name, child]) => [
      name,
      name === 'where' || name === 'unless' ? bare(child) : child,
    ]),
  );
}

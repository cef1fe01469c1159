import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const built = existsSync('dist/functions/report/index.js');
if (!built) console.log('skipped: budgets of the bundles (npm run build makes them)');
const run = (script: string, ...argv: string[]) =>
  spawnSync(process.execPath, [`scripts/${script}`, ...argv], { encoding: 'utf8' });

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cos403-release-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

(built ? describe : describe.skip)('the bundles of the functions', () => {
  test('are within their budgets', () => {
    const { status, stderr } = run('bundle-budget.mjs');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  test('fail the check when one is more than 10 % over', () => {
    const budget = JSON.parse(readFileSync('docs/bundle-budget.json', 'utf8')) as Record<string, number>;
    const file = join(folder, 'budget.json');
    writeFileSync(file, JSON.stringify({ ...budget, 'ingest/index.js': Math.floor(budget['ingest/index.js']! / 1.2) }));
    const { status, stderr } = run('bundle-budget.mjs', '--budget', file);
    expect(status).toBe(1);
    expect(stderr).toContain('dist/functions/ingest/index.js has');
    expect(stderr).not.toContain('dist/functions/alert');
  });
});

test('THIRD-PARTY.md lists what is bundled', () => {
  const { status, stderr } = run('licences.mjs', '--check');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
}, 60_000);

test('the bill of materials names every package of the lock with version, licence, and the hash where the lock has one', () => {
  const { status, stdout } = run('sbom.mjs');
  expect(status).toBe(0);
  const bom = JSON.parse(stdout) as {
    bomFormat: string;
    components: { name: string; version: string; purl: string; hashes?: unknown[]; licenses?: unknown[] }[];
    dependencies: { ref: string; dependsOn: string[] }[];
  };
  expect(bom.bomFormat).toBe('CycloneDX');
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { version: string; integrity?: string }>;
  };
  const versions = new Set(Object.entries(lock.packages).flatMap(([path, entry]) => (path ? [entry.version] : [])));
  expect(bom.components.length).toBeGreaterThan(100);
  for (const component of bom.components) {
    expect(versions).toContain(component.version);
    expect(component.purl).toMatch(/^pkg:npm\/(%40[^/]+\/)?[^@/]+@/);
    expect([component.name, component.licenses?.length]).toEqual([component.name, 1]);
  }
  const hashed = bom.components.filter((component) => component.hashes).map((component) => component.purl);
  const locked = Object.entries(lock.packages).filter(([, entry]) => entry.integrity);
  expect(hashed.length).toBeGreaterThan(locked.length / 2);
  const known = new Set(bom.dependencies.map((one) => one.ref));
  for (const { dependsOn } of bom.dependencies) for (const ref of dependsOn) expect(known).toContain(ref);
});

test('the bill of materials of one lock has the same bytes every time', () => {
  expect(run('sbom.mjs').stdout).toBe(run('sbom.mjs').stdout);
});

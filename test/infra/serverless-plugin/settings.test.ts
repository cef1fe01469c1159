import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { packageFunction } from '../../../infra/serverless-plugin/package.js';
import { readSettings } from '../../../infra/serverless-plugin/settings.js';
import { service } from './deployment.js';

const withCustom = (custom: Record<string, unknown>) =>
  service({ custom: { cos403: { ...(service().custom!['cos403'] as object), ...custom } } });
const withIngest = (over: Record<string, unknown>) =>
  service({ functions: { ingest: { ...service().functions['ingest'], ...over } } });

describe('readSettings', () => {
  it.each([
    [
      'watches the bucket it writes to',
      withCustom({ watch: ['cos403-1250000000'] }),
      /never watches the bucket it writes to/,
    ],
    ['logs a bucket into itself', withCustom({ watch: ['logs-1250000000'] }), /would grow for ever/],
    [
      'keeps state inside the trigger prefix',
      withCustom({ state: { bucket: 'logs-1250000000', prefix: 'access/cos403/' } }),
      /would trigger the ingest function again/,
    ],
    ['asks for memory that SCF does not sell', withIngest({ memorySize: 200 }), /a multiple of 128 up to 3072/],
    ['has a name that is too long', service({ service: 'x'.repeat(60) }), /longer than the 60 characters/],
    ['has more environment than fits', withIngest({ environment: { A: 'x'.repeat(5000) } }), /SCF allows 4096 in all/],
  ])('refuses what %s, and says what to change', (_, bad, message) => {
    expect(() => readSettings(bad)).toThrow(message);
  });

  it('gives each function a role of its own, unless a role is named', () => {
    expect(readSettings(service()).functions.map((spec) => [spec.roleName, spec.ownsRole])).toEqual([
      ['cos403-test-ingest', true],
      ['cos403-test-alert', true],
      ['cos403-test-report', true],
    ]);
    const named = readSettings(service({ provider: { ...service().provider, role: 'mine' } }));
    expect(named.functions.every((spec) => spec.roleName === 'mine' && !spec.ownsRole)).toBe(true);
  });
});

describe('packageFunction', () => {
  it('gives the same bytes for the same files, whatever their times', () => {
    const make = (time: number) => {
      const folder = mkdtempSync(join(tmpdir(), 'cos403-package-'));
      for (const name of ['index.js', 'cloud.js']) {
        writeFileSync(join(folder, name), `// ${name}`);
        utimesSync(join(folder, name), time, time);
      }
      return packageFunction(folder);
    };
    const first = make(1_000_000_000);
    expect(make(1_700_000_000)).toEqual(first);
    expect(Object.keys(unzipSync(first.zip)).sort()).toEqual(['cloud.js', 'index.js']);
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodePackage } from './package.js';

/** Leaves the zip where `serverless package` is expected to; answers its path relative to the service. */
export function writePackage(serviceDir: string, functionKey: string, code: CodePackage): string {
  const folder = join(serviceDir, '.serverless');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${functionKey}.zip`), code.zip);
  return join('.serverless', `${functionKey}.zip`);
}

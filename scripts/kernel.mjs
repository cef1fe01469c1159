// Compiles the kernel (AssemblyScript) and writes it as text into a module, so that bundles need no second file.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Compiles `as-kernel/kernel.ts`; returns the module's bytes. */
export function compileKernel() {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-'));
  try {
    const out = join(folder, 'kernel.wasm');
    const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--memoryBase', '1024'];
    const size = ['--initialMemory', '48', '--use', 'abort='];
    execFileSync(
      process.execPath,
      ['node_modules/assemblyscript/bin/asc.js', 'as-kernel/kernel.ts', ...flags, ...size, '-o', out],
      {
        stdio: 'inherit',
      },
    );
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const FILE = 'lib/accesslog/kernel-code.ts';
const lines = compileKernel()
  .toString('base64')
  .match(/.{1,110}/g)
  .map((line) => `  '${line}'`);
const text = `/** The compiled kernel of \`as-kernel/kernel.ts\` in base64; written by \`node scripts/kernel.mjs\`. */
export const KERNEL_BASE64 = [
${lines.join(',\n')},
].join('');
`;
if (!process.argv.includes('--check')) writeFileSync(FILE, text);
else if (readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} is not what as-kernel/kernel.ts compiles to: run node scripts/kernel.mjs`);
  process.exit(1);
}

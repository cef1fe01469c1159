import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Bundles load some packages when they are due, in another form than the sources do: only the built command shows that it works.
test('the built command reads a configuration that is YAML', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cos403-built-'));
  try {
    const config = join(folder, 'cos403.yaml');
    writeFileSync(config, `schema: cos403.config/1\nstate: ${JSON.stringify(join(folder, 'state'))}\n`);
    const run = (...argv: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli/cos403.js', ...argv], {
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    };
    expect(run('silence', 'list', '--config', config)).toMatchObject({ status: 0, stderr: '' });
    writeFileSync(config, 'schema: [');
    expect(run('silence', 'list', '--config', config)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/is not valid YAML: [A-Z_]+ at line 1/),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

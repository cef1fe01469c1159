import { runCli } from '../../support/run-cli.js';

// Every room of the product is loaded and compiled first.
jest.setTimeout(120_000);

describe('cos403 demo', () => {
  test('tells the story from refused requests to their causes, and ends', async () => {
    const { code, stdout, stderr } = await runCli(['demo']);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('cos403:')]);
    for (const cause of [
      'key-disabled',
      'referer-not-listed',
      'anonymous-private',
      'object-archived',
      'clock-skew',
      'action-not-granted',
      'signature-expired',
    ]) {
      expect(stdout).toContain(cause);
    }
    expect(stdout).toContain('0 unexplained');
  });

  test('speaks Chinese', async () => {
    const { code, stdout, stderr } = await runCli(['demo', '--lang', 'zh']);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('cos403:')]);
    expect(stdout).toContain('被拒绝的请求：');
  });
});

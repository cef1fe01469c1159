import { Command, Option } from 'commander';
import type { Lang, Text } from '../../lib/lang.js';
import { CliError } from '../errors.js';
import type { Io } from '../io.js';
import { registerAlert } from './alert.js';
import { registerDiagnose } from './diagnose.js';
import { registerIngest } from './ingest.js';
import { registerReport } from './report.js';
import { registerScan } from './scan.js';

interface Options {
  lang: Lang;
}

/** `cos403 demo`: the whole story on a local cloud of its own, from real SDK requests to the named causes. Leaves nothing behind. */
export function registerDemo(program: Command, io: Io): void {
  program
    .command('demo')
    .description('Play the whole story on a local cloud: requests that are refused, their logs, their causes.')
    .addOption(new Option('--lang <lang>', 'language of the text').choices(['en', 'zh']).default('en'))
    .action((options: Options) => demo(options, io));
}

const SAY = {
  start: { en: 'A local cloud is listening. Nothing leaves this machine.', zh: '本地云已启动，所有数据都留在本机。' },
  visitors: {
    en: 'Clients come by, with the vendor’s SDK and without:',
    zh: '客户端来访（使用官方 SDK 或直接访问）：',
  },
  delivered: { en: 'COS delivers its access logs:', zh: 'COS 投递访问日志：' },
  ingest: { en: 'The ingest step counts them into the state:', zh: '采集步骤将其计入状态：' },
  scan: { en: 'What was refused:', zh: '被拒绝的请求：' },
  diagnose: { en: 'And why, with the settings of the account read live:', zh: '原因（实时读取账号配置）：' },
  report: { en: 'The report of the day:', zh: '当日报告：' },
  alert: { en: 'The alert that would go out:', zh: '将发出的告警：' },
} as const satisfies Record<string, Text>;

async function demo({ lang }: Options, io: Io): Promise<void> {
  const [{ parts, startLocalCloud }, { COS }, { demoScenario, LOGS, STATE }, { VISITORS }] = await Promise.all([
    import('../../infra/local-cloud/index.js'),
    import('../../lib/cloud/sdk.js'),
    import('../demo/scenario.js'),
    import('../demo/visitors.js'),
  ]);
  const say = (text: Text) => io.stdout.write(`\n${text[lang]}\n`);
  const cloud = await startLocalCloud({ scenario: demoScenario(), parts, logs: { everyFiveMinutes: false } });
  try {
    say(SAY.start);
    say(SAY.visitors);
    for (const { who, expected, times, visit } of VISITORS) {
      for (let n = 0; n < times; n++) {
        io.signal.throwIfAborted();
        const { status, code } = await visit({ cloud, COS });
        if (status !== expected.status || code !== expected.code) {
          throw new CliError(
            'demo-surprise',
            `${who.en}: expected ${expected.status} ${expected.code}, got ${status} ${code}`,
          );
        }
      }
      io.stdout.write(`  ${expected.status} ${expected.code.padEnd(22)} ${times}×  ${who[lang]}\n`);
    }
    say(SAY.delivered);
    for (const { bucket, key, lines } of cloud.deliverLogs()) io.stdout.write(`  cos://${bucket}/${key}  (${lines})\n`);

    const logs = `cos://${LOGS}/access/`;
    const state = `cos://${STATE}/state`;
    const today = new Date(io.nowMs()).toISOString().slice(0, 10);
    const steps: [Text, string[]][] = [
      [SAY.ingest, ['ingest', logs, '--state', state]],
      [SAY.scan, ['scan', logs, '--lang', lang]],
      [SAY.diagnose, ['diagnose', logs, '--live', '--lang', lang]],
      [SAY.alert, ['alert', '--once', '--state', state, '--lang', lang]],
      [SAY.report, ['report', '--date', today, '--time-zone', 'UTC', '--state', state, '--live', '--lang', lang]],
    ];
    for (const [text, argv] of steps) {
      say(text);
      await step(argv, cloud.url, io);
    }
  } finally {
    await cloud.close();
  }
}

/** Runs one command of ours against the local cloud, in this process. */
async function step(argv: readonly string[], url: string, io: Io): Promise<void> {
  io.stdout.write(`$ cos403 ${argv.join(' ')}\n`);
  let failed = 0;
  // The user's own credentials and configuration have no place in the demo.
  const env = { COS403_LOCAL_CLOUD: url };
  const world: Io = { ...io, env, nowMs: () => io.nowMs(), exit: (code) => void (failed = code) };
  const program = new Command('cos403').exitOverride();
  for (const register of [registerIngest, registerScan, registerDiagnose, registerAlert, registerReport]) {
    register(program, world);
  }
  await program.parseAsync([...argv], { from: 'user' });
  if (failed !== 0) throw new CliError('demo-step', `cos403 ${argv[0]} ended with ${failed}`);
}

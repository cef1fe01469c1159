import { type Command, Option } from 'commander';
import type { Scenario } from '../../infra/local-cloud/index.js';
import { CliError, UsageError } from '../errors.js';
import type { Io } from '../io.js';
import { nameOf, readText } from '../read-text.js';

interface Options {
  port: number;
  seed?: string;
}

/** `cos403 local-cloud` (contract 2.5): prints one JSON line and serves until it is told to stop. */
export function registerLocalCloud(program: Command, io: Io): void {
  program
    .command('local-cloud')
    .description('Run a local COS, CAM, STS, SCF and SES on 127.0.0.1, for trying and testing.')
    .addOption(new Option('--port <n>', 'port to listen on').argParser(parsePort).default(0, 'a free one'))
    .option('--seed <file>', 'scenario to start from (schema cos403.scenario/1); - for standard input')
    .action((options: Options) => serve(options, io));
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError('bad-port', `--port takes a number from 0 to 65535, not "${text}"`);
  }
  return port;
}

async function serve({ port, seed }: Options, io: Io): Promise<void> {
  const { parts, startLine, startLocalCloud } = await import('../../infra/local-cloud/index.js');
  const scenario = seed === undefined ? undefined : await readSeed(seed, io);
  let cloud: Awaited<ReturnType<typeof startLocalCloud>>;
  try {
    cloud = await startLocalCloud({ port, parts, ...(scenario ? { scenario } : {}) });
  } catch (cause) {
    throw new CliError('cannot-listen', `the local cloud cannot start: ${(cause as Error).message}`, { cause });
  }
  io.stdout.write(`${JSON.stringify(startLine(cloud))}\n`);
  await aborted(io.signal);
  await cloud.close();
  // Being told to stop is how this command ends well.
  io.exit(0);
}

async function readSeed(file: string, io: Io): Promise<Scenario> {
  const { parseScenario, ScenarioError } = await import('../../infra/local-cloud/index.js');
  const text = await readText(io, file);
  try {
    return parseScenario(text);
  } catch (error) {
    if (error instanceof ScenarioError)
      throw new CliError(error.code, `${nameOf(file)}: ${error.message}`, { cause: error });
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    signal.addEventListener('abort', () => done(), { once: true });
  });
}

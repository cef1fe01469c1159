import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Scenario } from '../../infra/local-cloud/index.js';
import { CliError, UsageError } from '../errors.js';
import type { Io } from '../io.js';

interface Options {
  port: number;
  seed?: string;
}

/** `cos403 local-cloud` (contract 2.5): prints one JSON line and serves until it is told to stop. */
export function registerLocalCloud(program: Command, io: Io): void {
  program
    .command('local-cloud')
    .description('Run a local COS, CAM, STS, SCF and SES on 127.0.0.1, for trying and testing.')
    .option('--port <n>', 'port to listen on (default: a free one)', parsePort, 0)
    .option('--seed <file>', 'scenario to start from (schema cos403.scenario/1)')
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
  let text: string;
  try {
    text = await readFile(resolve(io.cwd, file), 'utf8');
  } catch (cause) {
    throw new CliError('cannot-read', `cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
  try {
    return parseScenario(text);
  } catch (error) {
    if (error instanceof ScenarioError) throw new CliError(error.code, `${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    signal.addEventListener('abort', () => done(), { once: true });
  });
}

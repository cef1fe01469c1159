import type { Command } from 'commander';
import type { Lang } from '../../lib/lang.js';
import type { SignatureExplanation } from '../../lib/signature/explain.js';
import type { SignatureReport } from '../../lib/signature/report.js';
import type { RequestFile } from '../../lib/signature/request-file.js';
import { safeJson } from '../../lib/text/json.js';
import { CliError, UsageError } from '../errors.js';
import type { Io } from '../io.js';
import { addOutputOptions, type OutputOptions } from '../options.js';
import { writeOutput } from '../output.js';
import { nameOf, readText } from '../read-text.js';
import { askSecret } from '../secret.js';

interface VerifyOptions extends OutputOptions {
  request: string;
}
interface ExplainOptions extends VerifyOptions {
  error: string;
}

const SECRET_VARIABLE = 'COS403_SECRET_KEY';

/** `cos403 signature verify|explain` (contract 6). The secret key never stands on the command line. */
export function registerSignature(program: Command, io: Io): void {
  const signature = program
    .command('signature')
    .description('Check a COS signature, or explain why the server refused it.');
  addOutputOptions(
    signature
      .command('verify')
      .description('Tell whether the signature of a request is right.')
      .requiredOption('--request <file>', 'JSON: { "method", "url", "headers", "at"? }; - for standard input'),
    ['table', 'json'],
  ).action((options: VerifyOptions) => verify(options, io));
  addOutputOptions(
    signature
      .command('explain')
      .description('Tell where a request and the server’s answer to it differ.')
      .requiredOption('--request <file>', 'JSON: { "method", "url", "headers" } as the client made it')
      .requiredOption('--error <file>', 'the XML that COS answered; - for standard input'),
    ['table', 'json'],
  ).action((options: ExplainOptions) => explain(options, io));
  for (const command of signature.commands) command.exitOverride().copyInheritedSettings(program);
}

async function verify(options: VerifyOptions, io: Io): Promise<void> {
  const { reportSignature } = await import('../../lib/signature/report.js');
  const { request, atMs } = await readRequest(options.request, io);
  const secretKey = io.env[SECRET_VARIABLE] || (await askSecret(io, 'Secret key: '));
  if (!secretKey) {
    throw new CliError(
      'no-secret',
      `the secret key is missing: set ${SECRET_VARIABLE}, or run in a terminal to be asked for it`,
    );
  }
  const report = reportSignature(request, secretKey, atMs);
  await writeOutput(io, options.out, [
    options.format === 'json' ? verifyJson(report, options.lang) : verifyTable(report, options.lang),
  ]);
  if (!report.valid) io.exit(1);
}

async function explain(options: ExplainOptions, io: Io): Promise<void> {
  if (options.request === '-' && options.error === '-')
    throw new UsageError('two-inputs', 'only one of --request and --error can be standard input');
  const { explainSignature } = await import('../../lib/signature/explain.js');
  const { parseErrorBody } = await import('../../lib/signature/error-body.js');
  const { request } = await readRequest(options.request, io);
  const error = parseErrorBody(await readText(io, options.error));
  if (!error) throw new CliError('error-file', `${nameOf(options.error)} is no <Error> document of COS`);
  const explanation = explainSignature(request, error, io.env[SECRET_VARIABLE] || null);
  await writeOutput(io, options.out, [
    options.format === 'json' ? explainJson(explanation, options.lang) : explainTable(explanation, options.lang),
  ]);
}

async function readRequest(file: string, io: Io): Promise<RequestFile> {
  const { parseRequestFile, RequestFileError } = await import('../../lib/signature/request-file.js');
  const text = await readText(io, file);
  try {
    return parseRequestFile(text);
  } catch (error) {
    if (error instanceof RequestFileError)
      throw new CliError(error.code, `${nameOf(file)}: ${error.message}`, { cause: error });
    throw error;
  }
}

function verifyFields({ valid, given, expected, stringToSign, httpString, reasons }: SignatureReport, lang: Lang) {
  return {
    schema: 'cos403.signature/1',
    valid,
    given,
    expected,
    stringToSign,
    httpString,
    reasons: reasons.map(({ text }) => text[lang]),
  };
}

function verifyJson(report: SignatureReport, lang: Lang): string {
  return `${safeJson(JSON.stringify(verifyFields(report, lang), null, 2))}\n`;
}

function explainJson(explanation: SignatureExplanation, lang: Lang): string {
  const { difference, server, summary } = explanation;
  const shown = difference && { ...difference, why: difference.why[lang] };
  return `${safeJson(JSON.stringify({ ...verifyFields(explanation, lang), summary: summary[lang], difference: shown, server }, null, 2))}\n`;
}

const WORDS = {
  en: {
    valid: 'The signature is valid.',
    invalid: 'The signature is not valid.',
    given: 'given',
    expected: 'expected',
    server: 'server',
    client: 'client',
  },
  zh: {
    valid: '签名有效。',
    invalid: '签名无效。',
    given: '请求中的签名',
    expected: '应有的签名',
    server: '服务器',
    client: '客户端',
  },
} as const;

/** A text of several lines in one, so that nothing in it can pretend to be our output. */
const shownLine = (text: string) => safeJson(JSON.stringify(text));

function verifyTable(report: SignatureReport, lang: Lang): string {
  const words = WORDS[lang];
  const lines: string[] = [report.valid ? words.valid : words.invalid];
  for (const { text } of report.reasons) lines.push(`  - ${text[lang]}`);
  if (report.given !== '') lines.push(`${words.given}: ${report.given}`);
  if (report.expected !== '') lines.push(`${words.expected}: ${report.expected}`);
  if (report.httpString !== '') lines.push(`HttpString: ${shownLine(report.httpString)}`);
  if (report.stringToSign !== '') lines.push(`StringToSign: ${shownLine(report.stringToSign)}`);
  return `${lines.join('\n')}\n`;
}

function explainTable(explanation: SignatureExplanation, lang: Lang): string {
  const { difference, summary, reasons } = explanation;
  const words = WORDS[lang];
  const lines: string[] = [summary[lang]];
  if (difference) {
    lines.push(
      `  ${words.client}: ${shownLine(difference.client)}`,
      `  ${words.server}: ${shownLine(difference.server)}`,
    );
  }
  for (const { text } of reasons) if (text[lang] !== summary[lang]) lines.push(`  - ${text[lang]}`);
  return `${lines.join('\n')}\n`;
}

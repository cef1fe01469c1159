import type { Text } from '../lang.js';
import { expectAwsV4 } from './aws-v4.js';
import { cosHttpString, cosStringToSign } from './cos.js';
import { type Difference, firstDifference } from './difference.js';
import type { ErrorBody } from './error-body.js';
import { MISTAKES } from './mistakes.js';
import { readSignature, type Signature } from './read.js';
import { reportSignature, type SignatureReport } from './report.js';
import type { WireRequest } from './request.js';

/** The report of a request plus where the server saw it differently. */
export interface SignatureExplanation extends SignatureReport {
  /** `null`: client and server agree on every line. */
  readonly difference: Difference | null;
  readonly server: { readonly code: string; readonly stringToSign: string | null; readonly httpString: string | null };
  readonly summary: Text;
}

/**
 * Explains a SignatureDoesNotMatch: the request as the client made it beside the answer of COS, which carries the server's own
 * StringToSign and FormatString (3.6). `secretKey` is optional; with it, a wrong secret is told from a wrong request.
 */
export function explainSignature(
  request: WireRequest,
  error: ErrorBody,
  secretKey: string | null,
): SignatureExplanation {
  const signature = readSignature(request);
  const base: SignatureReport =
    secretKey === null ? withoutSecret(request, signature) : reportSignature(request, secretKey, null);
  const server = { code: error.code, stringToSign: error.stringToSign, httpString: error.formatString };
  if (signature.form === 'none' || signature.form === 'malformed') {
    return { ...base, difference: null, server, summary: base.reasons[0]?.text ?? MISTAKES['no-signature'] };
  }
  const difference = differenceOf(signature, base, error);
  return { ...base, difference, server, summary: summaryOf(signature, base, difference) };
}

function withoutSecret(request: WireRequest, read: ReturnType<typeof readSignature>): SignatureReport {
  if (read.form === 'none' || read.form === 'malformed') return reportSignature(request, '', null);
  const { httpString, stringToSign } = textsOf(request, read);
  return { valid: false, given: read.signature, expected: '', httpString, stringToSign, reasons: [] };
}

function textsOf(request: WireRequest, signature: Signature): { httpString: string; stringToSign: string } {
  if (signature.form === 'aws-v4') return expectAwsV4(request, signature, '');
  if (signature.form === 'aws-v2') return { httpString: '', stringToSign: '' };
  const httpString = cosHttpString(request, signature.headerList, signature.paramList);
  return { httpString, stringToSign: cosStringToSign(signature.signTime, httpString) };
}

function differenceOf(signature: Signature, base: SignatureReport, error: ErrorBody): Difference | null {
  if (error.formatString !== null && base.httpString !== '') {
    const found = firstDifference(base.httpString, ended(error.formatString));
    if (found) return found;
  }
  if (error.stringToSign === null || signature.form !== 'cos') return null;
  const theirs = error.stringToSign.split('\n');
  const mine = base.stringToSign.split('\n');
  for (const index of [1, 2]) {
    const [client, server] = [mine[index] ?? '', theirs[index] ?? ''];
    if (client === server) continue;
    // Without a FormatString the digest of line 3 tells that something differs, not what.
    return {
      part: index === 1 ? 'sign-time' : 'string-to-sign',
      line: index + 1,
      client,
      server,
      mistake: index === 1 ? 'key-time' : null,
      why: index === 1 ? MISTAKES['key-time'] : OTHER_REQUEST,
    };
  }
  return null;
}

/** HttpString ends in a newline; tools that print the answer often cut it off. */
function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

const OTHER_REQUEST: Text = {
  en: 'The server hashed another HttpString: the request changed on its way (path, host, headers or parameters).',
  zh: '服务器计算的 HttpString 不同：请求在途中被改动（路径、Host、请求头或参数）。',
};

function summaryOf(signature: Signature, base: SignatureReport, difference: Difference | null): Text {
  if (difference) {
    return {
      en: `Line ${difference.line} (${difference.part}) differs. ${difference.why.en}`,
      zh: `第 ${difference.line} 行（${difference.part}）不同。${difference.why.zh}`,
    };
  }
  if (base.valid) {
    return {
      en: 'The signature is right for this request and secret key; the server refused another request, or holds another secret for this SecretId.',
      zh: '该请求与密钥的签名正确；服务器拒绝的是另一个请求，或该 SecretId 对应的密钥不同。',
    };
  }
  const proven = base.reasons.find(({ id }) => id !== 'secret-other');
  if (proven) return proven.text;
  return {
    en: `Client and server agree on every line, so the keys differ: the secret key does not belong to ${shown(signature)}, or has a typing error.`,
    zh: `客户端与服务器逐行一致，因此是密钥不同：密钥不属于 ${shown(signature)}，或存在输入错误。`,
  };
}

function shown({ secretId }: Signature): string {
  return secretId.length <= 12 ? secretId : `${secretId.slice(0, 8)}…${secretId.slice(-4)}`;
}

import { expectAwsV2 } from '../../lib/signature/aws-v2.js';
import { readSignature } from '../../lib/signature/read.js';
import type { WireRequest } from '../../lib/signature/request.js';
import { verifySignature } from '../../lib/signature/verify.js';
import vectors from '../cases/signature/aws-v2.json';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const host = 'awsexamplebucket1.us-west-1.s3.amazonaws.com';

interface Vector {
  readonly name: string;
  readonly request: Pick<WireRequest, 'method' | 'path' | 'headers'> & { readonly query?: string };
  readonly expires?: number;
  readonly bucket?: null;
  readonly stringToSign: string;
  /** Where a page prints it. */
  readonly signature?: string;
}

describe('an AWS signature version 2', () => {
  test.each((vectors as unknown as Vector[]).map((one) => [one.name, one] as const))('covers %s', (_, vector) => {
    const expected = expectAwsV2(
      { query: '', ...vector.request },
      { form: 'aws-v2', place: 'header', secretId: 'AKIA', expires: vector.expires ?? null, signature: '' },
      SECRET,
      vector.bucket === null ? null : 'awsexamplebucket1',
    );
    expect(expected).toMatchObject({ httpString: '', stringToSign: vector.stringToSign });
    if (vector.signature !== undefined) expect(expected.signature).toBe(vector.signature);
  });

  // What is computed is verified, in the header and in the URL.
  test.each<[string, WireRequest, number | null]>([
    [
      'header',
      {
        method: 'GET',
        path: '/photos/puppy.jpg',
        query: 'acl',
        headers: { host, date: 'Tue, 27 Mar 2007 19:36:42 +0000', 'x-amz-meta-a': '1' },
      },
      null,
    ],
    ['query', { method: 'GET', path: '/photos/puppy.jpg', query: '', headers: { host } }, 1_175_139_620],
  ])('is computed and verified in the %s', (place, request, expires) => {
    const { signature } = expectAwsV2(
      request,
      { form: 'aws-v2', place: 'header', secretId: 'AKIA', expires, signature: '' },
      SECRET,
      'bucket',
    );
    const sent: WireRequest =
      expires === null
        ? { ...request, headers: { ...request.headers, authorization: `AWS AKIA:${signature}` } }
        : { ...request, query: `AWSAccessKeyId=AKIA&Expires=${expires}&Signature=${encodeURIComponent(signature)}` };
    const read = readSignature(sent);
    if (read.form !== 'aws-v2') throw new Error(read.form);
    expect(read.place).toBe(place);
    expect(verifySignature(sent, read, SECRET, 'bucket').valid).toBe(true);
    expect(verifySignature(sent, read, SECRET, 'other').valid).toBe(false);
  });
});

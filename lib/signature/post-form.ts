import { createHash, createHmac } from 'node:crypto';
import { cosSignKey } from './cos.js';

/** StringToSign of a form upload (14690): SHA-1 of the policy's JSON text, in hex. */
export function postStringToSign(policyText: string): string {
  return createHash('sha1').update(policyText, 'utf8').digest('hex');
}

/** The `q-signature` field. `policyText` is the JSON before base64; `keyTime` is `<start>;<end>` in Unix seconds. */
export function signPostPolicy(policyText: string, secretKey: string, keyTime: string): string {
  return createHmac('sha1', cosSignKey(secretKey, keyTime)).update(postStringToSign(policyText), 'utf8').digest('hex');
}

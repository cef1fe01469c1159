import { createHash } from 'node:crypto';
import { unzip, ZipError } from '../../scf/unzip.js';
import type { LocalState } from '../../state.js';
import { ApiError } from '../error.js';
import type { Params } from '../params.js';

const MB = 1024 * 1024;

/** The zip that a call brings inline or points to in COS. `Code.CosBucketName` may or may not end in `-appid`: sources disagree. */
export function codeOf(state: LocalState, code: Params, maxInlineMb: number): Buffer {
  const inline = code.optStr('ZipFile');
  const zip = inline === undefined ? fromCos(state, code) : fromBase64(inline, maxInlineMb);
  try {
    unzip(zip);
  } catch (error) {
    if (error instanceof ZipError) throw new ApiError('InvalidParameterValue.ZipFile', error.message);
    throw error;
  }
  return zip;
}

/** SHA-256 of the zip, hex. */
export function codeHash(zip: Buffer): string {
  return createHash('sha256').update(zip).digest('hex');
}

function fromBase64(text: string, maxMb: number): Buffer {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new ApiError('InvalidParameterValue.ZipFileBase64BinasciiError', 'ZipFile is not base64.');
  }
  const zip = Buffer.from(text, 'base64');
  if (zip.length > maxMb * MB) {
    throw new ApiError('InvalidParameterValue.Code', `ZipFile is larger than ${maxMb} MB: upload it to COS instead.`);
  }
  return zip;
}

function fromCos(state: LocalState, code: Params): Buffer {
  const name = code.optStr('CosBucketName');
  const object = code.optStr('CosObjectName');
  if (name === undefined || object === undefined) throw new ApiError('MissingParameter.Code', 'Code is missing.');
  const bucket = state.buckets.get(name) ?? state.buckets.get(`${name}-${state.appId}`);
  if (!bucket) throw new ApiError('InvalidParameterValue.CosBucketName', 'The code bucket does not exist.');
  const region = code.optStr('CosBucketRegion');
  if (region !== undefined && region !== bucket.region) {
    throw new ApiError('InvalidParameterValue.CosBucketRegion', 'The code bucket is in another region.');
  }
  const version = bucket.objects.get(object.replace(/^\//, ''))?.[0];
  if (!version || version.deleteMarker) {
    throw new ApiError('InvalidParameterValue.CosObjectName', 'The code object does not exist.');
  }
  return Buffer.from(version.body);
}

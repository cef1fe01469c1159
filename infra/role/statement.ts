import type { PolicyDocument } from '../../lib/facts/snapshot.js';

/** What a policy is written for. */
export interface RoleScope {
  readonly region: string;
  readonly appId: string;
  readonly logs: readonly { readonly bucket: string; readonly prefix: string }[];
  readonly state: { readonly bucket: string; readonly prefix: string };
  /** Buckets whose 403s are explained. */
  readonly watch: readonly string[];
}

export interface RoleStatement {
  readonly effect: 'allow';
  readonly action: readonly string[];
  readonly resource: readonly string[];
}

export const allow = (action: readonly string[], resource: readonly string[]): RoleStatement => ({
  effect: 'allow',
  action,
  resource,
});

/** Objects below a prefix; six segments as page 18023 writes them. */
export const objects = (scope: RoleScope, bucket: string, prefix: string): string =>
  `qcs::cos:${scope.region}:uid/${appIdOf(bucket)}:${bucket}/${prefix}*`;

/** The bucket itself. */
export const bucketItself = (scope: RoleScope, bucket: string): string =>
  `qcs::cos:${scope.region}:uid/${appIdOf(bucket)}:${bucket}/*`;

export const document = (statement: readonly RoleStatement[]): PolicyDocument => ({ version: '2.0', statement });

function appIdOf(bucket: string): string {
  return bucket.slice(bucket.lastIndexOf('-') + 1);
}

interface GroupKey {
  readonly bucket: string;
  readonly kind: string;
  readonly requester: string;
}

/** Identity of a group across days. */
export function groupId({ bucket, kind, requester }: GroupKey): string {
  return JSON.stringify([bucket, kind, requester]);
}

export function groupOfId(id: string): GroupKey {
  const [bucket, kind, requester] = JSON.parse(id) as [string, string, string];
  return { bucket, kind, requester };
}

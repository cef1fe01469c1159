/** Identity of a group across days. The separator cannot stand in a bucket, a kind or a requester: all come from one log field. */
export function groupId(group: { readonly bucket: string; readonly kind: string; readonly requester: string }): string {
  return `${group.bucket} ${group.kind} ${group.requester}`;
}

/** What an action works on. `operation`: it cannot be limited to a resource (CAM-CN 69901). */
export type Level = 'operation' | 'bucket' | 'object';

/** The action of a request, ready to be compared: lower case, without `name/`. */
export interface AskedAction {
  /** As the request spells it, with `name/`. */
  readonly text: string;
  /** `cos:` */
  readonly service: string;
  /** `getobject` */
  readonly name: string;
  readonly level: Level;
  /** `cos:getobject`: granting one of these grants the request. */
  readonly sure: readonly string[];
  /** Granting only one of these may grant the request: the pages contradict each other. */
  readonly perhaps: readonly string[];
}

/** Operation-level APIs (CAM-CN 69901): GetService and the batch jobs. */
const OPERATION_LEVEL = new Set([
  'getservice',
  'createjob',
  'describejob',
  'listjobs',
  'updatejobpriority',
  'updatejobstatus',
]);

const MULTIPART = new Set([
  'initiatemultipartupload',
  'uploadpart',
  'uploadpartcopy',
  'completemultipartupload',
  'abortmultipartupload',
  'listparts',
]);

/** API names whose right is called differently (31923, 5.11 of the digest). `perhaps`: listed in one place only. */
export const RIGHTS: Readonly<
  Record<string, { readonly sure: readonly string[]; readonly perhaps: readonly string[] }>
> = {
  putobjectcopy: { sure: ['PutObject'], perhaps: ['PutObjectCopy'] },
  copyobject: { sure: ['PutObject'], perhaps: ['PutObjectCopy'] },
  uploadpartcopy: { sure: ['UploadPartCopy'], perhaps: ['PutObject'] },
  deletemultipleobjects: { sure: ['DeleteObject'], perhaps: ['DeleteMultipleObjects'] },
  deleteobjects: { sure: ['DeleteObject'], perhaps: ['DeleteMultipleObjects'] },
  getobjectversion: { sure: ['GetObject'], perhaps: ['GetObjectVersion'] },
  getobjectversionacl: { sure: ['GetObjectACL'], perhaps: ['GetObjectVersionACL'] },
  putobjectversionacl: { sure: ['PutObjectACL'], perhaps: ['PutObjectVersionACL'] },
  selectobjectcontent: { sure: ['SelectObjectContent'], perhaps: ['GetObject'] },
  restoreobject: { sure: ['PostObjectRestore'], perhaps: ['RestoreObject'] },
};

/** Reads `name/cos:GetObject`, also without `name/` or `cos:`, in any case and with stray spaces. */
export function askedAction(action: string, key: string | null): AskedAction {
  const bare = plainAction(action);
  const full = bare.includes(':') ? bare : `cos:${bare}`;
  const colon = full.indexOf(':') + 1;
  const name = full.slice(colon);
  const rights = Object.hasOwn(RIGHTS, name) ? RIGHTS[name] : undefined;
  const qualify = (list: readonly string[]) => list.map((right) => `cos:${right.toLowerCase()}`);
  return {
    text: action.trim().startsWith('name/') ? action.trim() : `name/${action.trim()}`,
    service: full.slice(0, colon),
    name,
    level: levelOf(name, key),
    sure: rights ? qualify(rights.sure) : [full],
    perhaps: rights ? qualify(rights.perhaps) : [],
  };
}

/** Lower case, without spaces and `name/`. */
export function plainAction(action: string): string {
  const text = action.replaceAll(/\s/g, '').toLowerCase();
  return text.startsWith('name/') ? text.slice(5) : text;
}

function levelOf(name: string, key: string | null): Level {
  if (OPERATION_LEVEL.has(name)) return 'operation';
  if (name.includes('bucket') || name === 'listmultipartuploads') return 'bucket';
  if (name.includes('object') || MULTIPART.has(name)) return 'object';
  return key === null ? 'bucket' : 'object';
}

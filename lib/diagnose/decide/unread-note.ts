import type { Text } from '../../lang.js';
import type { Evaluation } from '../access/evaluate.js';
import { tokensOf } from '../access/fill.js';
import { isAmbiguous } from '../access/unread.js';
import type { CauseId } from '../ids.js';
import { isForeign, type View } from '../view.js';

/** What an answer about permissions was given without: a reader must not take the summary for more than was looked at. */
export function unreadNotes(cause: CauseId, view: View, evaluation: Evaluation): Text[] {
  const { missing, assumedObject } = evaluation;
  const unknown = new Set(missing.filter((at) => at !== assumedObject).flatMap((at) => thingsAt(at, view)));
  const things = Object.entries(WORDS).flatMap(([thing, words]) => (unknown.has(thing) ? [words] : []));
  const unread =
    things.length === 0
      ? []
      : [
          {
            en: `Not read, so open: ${things.map((thing) => thing.en).join(', ')}.`,
            zh: `尚未读取，因此未知：${things.map((thing) => thing.zh).join('、')}。`,
          },
        ];
  return assumedObject === null ? unread : [...unread, objectNote(cause, assumedObject, view)];
}

const WORDS = {
  policies: { en: 'the policies of the requester', zh: '请求者的策略' },
  boundary: { en: 'its permission boundary', zh: '其权限边界' },
  policy: { en: 'the bucket policy', zh: '存储桶策略' },
  acl: { en: "the bucket's ACL", zh: '存储桶 ACL' },
} as const satisfies Record<string, Text>;

function thingsAt(at: string, view: View): string[] {
  const [room, , setting, field] = tokensOf(at);
  // Whose policies they are is not known, or they are not ours to read: asking would not help.
  if (room === 'cam')
    return view.identity.type === 'key' || isForeign(view) ? [] : [field === 'boundary' ? field : 'policies'];
  if (room !== 'buckets') return [];
  return setting === undefined ? ['policy', 'acl'] : [setting];
}

function objectNote(cause: CauseId, at: string, view: View): Text {
  const key = tokensOf(at)[3] ?? '';
  if (cause !== 'object-acl-private')
    return {
      en: "The object's own ACL was not read; it is taken to inherit from the bucket.",
      zh: '未读取对象自身的 ACL；假定其继承存储桶权限。',
    };
  return isAmbiguous(key, view)
    ? {
        en: 'Its ACL shows the owner alone, as that of an object that inherits may; the refusal speaks for one of its own.',
        zh: '其 ACL 仅列出拥有者，继承权限的对象也可能如此；而请求被拒绝说明它有自己的 ACL。',
      }
    : {
        en: 'Its ACL was not read: that others read this bucket unsigned, and not this object, speaks for one of its own.',
        zh: '未读取其 ACL：他人可匿名读取该存储桶，唯独该对象不可，说明它有自己的 ACL。',
      };
}

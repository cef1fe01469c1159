import { own, pointer } from '../../policy/pointer.js';
import { check } from '../checks/check.js';
import type { Check } from '../model.js';
import { keyOf, type Part, type View } from '../view.js';
import type { Evaluation } from './evaluate.js';
import { isAmbiguous, NO_BUCKET, permissionOf, unread } from './unread.js';

export function bucketAcl(view: View, evaluation: Evaluation): Check {
  if (evaluation.request.bucket === null) return check('bucket-acl-grant', 'not-applicable', NO_BUCKET);
  const at = pointer('buckets', view.group.bucket, 'acl');
  if (view.bucket?.acl === undefined) return unread('bucket-acl-grant', at, view);
  const grants = evaluation.base.explain.filter((entry) => entry.source === 'bucket-acl');
  const hit = grants.filter((entry) => entry.matched === true);
  const evidence = [{ fact: at, value: view.bucket.acl }];
  return hit.length > 0
    ? check(
        'bucket-acl-grant',
        'pass',
        {
          en: `The bucket's ACL grants it (${hit[0]?.permission} to ${hit[0]?.grantee}).`,
          zh: `存储桶 ACL 已授权（${hit[0]?.grantee}：${hit[0]?.permission}）。`,
        },
        evidence,
      )
    : check(
        'bucket-acl-grant',
        'fail',
        { en: "The bucket's ACL does not grant it.", zh: '存储桶 ACL 未授权。' },
        evidence,
      );
}

export function objectAcl(part: Part, view: View, evaluation: Evaluation): Check {
  const key = part.request === null ? null : keyOf(part.request.path);
  if (key === null)
    return check('object-acl', 'not-applicable', {
      en: 'The request is not about one object.',
      zh: '请求不针对单个对象。',
    });
  const at = pointer('buckets', view.group.bucket, 'objects', key, 'acl');
  const object = own(view.bucket?.objects, key);
  if (object?.acl === undefined) {
    return check(
      'object-acl',
      'unknown',
      isAmbiguous(key, view)
        ? { en: 'The answer does not tell whether the object inherits.', zh: '返回结果无法判断对象是否继承。' }
        : evaluation.assumedObject === null
          ? { en: 'Not read; it would not change the answer.', zh: '未读取；不影响结论。' }
          : { en: "Not read; taken to inherit the bucket's ACL.", zh: '未读取；假定继承存储桶 ACL。' },
      [],
      permissionOf(at, view),
    );
  }
  if (object.acl === null)
    return check('object-acl', 'pass', { en: 'The object inherits from the bucket.', zh: '对象继承存储桶权限。' }, [
      { fact: at, value: null },
    ]);
  const hit = evaluation.base.explain.some((entry) => entry.source === 'object-acl' && entry.matched === true);
  return check(
    'object-acl',
    hit ? 'pass' : 'fail',
    hit
      ? { en: "The object's own ACL grants it.", zh: '对象自身的 ACL 已授权。' }
      : { en: 'The object has an ACL of its own that does not grant it.', zh: '对象有自己的 ACL，且未授权。' },
    [{ fact: at, value: object.acl }],
  );
}

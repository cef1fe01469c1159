import { own, pointer } from '../../policy/pointer.js';
import { check } from '../checks/check.js';
import type { Check } from '../model.js';
import { isForeign, type View } from '../view.js';
import type { Evaluation } from './evaluate.js';
import { unread } from './unread.js';

export function boundaryCheck(view: View, evaluation: Evaluation): Check {
  const { identity } = view;
  if (identity.type !== 'user' && identity.type !== 'role')
    return check('permission-boundary', 'not-applicable', {
      en: 'Only users and roles have one.',
      zh: '仅用户与角色有权限边界。',
    });
  if (isForeign(view))
    return check('permission-boundary', 'unknown', {
      en: 'The boundary of a user of another account cannot be read.',
      zh: '无法读取其他账号用户的权限边界。',
    });
  const at = pointer('cam', identity.type === 'user' ? 'users' : 'roles', identity.id, 'boundary');
  if (evaluation.missing.some((entry) => at === entry || at.startsWith(`${entry}/`)))
    return unread('permission-boundary', at, view);
  const user =
    identity.type === 'user' ? own(view.snapshot.cam.users, identity.id) : own(view.snapshot.cam.roles, identity.id);
  const boundary = user?.boundary;
  if (boundary === undefined && identity.type === 'user') return unread('permission-boundary', at, view);
  if (boundary == null)
    return check('permission-boundary', 'pass', { en: 'It has no permission boundary.', zh: '没有权限边界。' }, [
      // Absent at a role means none (contract 6): the role's own name shows that it was read.
      boundary === null
        ? { fact: at, value: null }
        : {
            fact: pointer('cam', 'roles', identity.id, 'name'),
            value: own(view.snapshot.cam.roles, identity.id)?.name,
          },
    ]);
  const name = [{ fact: `${at}/name`, value: boundary.name }];
  const { decision, decisive, reason } = evaluation.base;
  if (decision === 'unknown' && (reason === 'boundary' || decisive.some((entry) => entry.source === 'boundary')))
    return check(
      'permission-boundary',
      'unknown',
      {
        en: `Whether the boundary ${boundary.name} takes it away cannot be told.`,
        zh: `无法判断权限边界 ${boundary.name} 是否造成限制。`,
      },
      name,
    );
  const limits = reason === 'boundary';
  return check(
    'permission-boundary',
    limits ? 'fail' : 'pass',
    limits
      ? { en: `The boundary ${boundary.name} does not contain it.`, zh: `权限边界 ${boundary.name} 未包含它。` }
      : {
          en: `The boundary ${boundary.name} is not what refuses it.`,
          zh: `拒绝并非由权限边界 ${boundary.name} 引起。`,
        },
    name,
  );
}

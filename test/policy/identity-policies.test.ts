import { evaluateIdentityPolicies } from '../../lib/policy/identity-policies.js';
import { documentOf } from './case.js';

const policy = (...statements: unknown[]) => ({
  source: 'user-policy' as const,
  name: 'p',
  document: documentOf(statements),
});
const allow = (action: unknown, resource: unknown, more = {}) => ({ effect: 'allow', action, resource, ...more });
const USER = 'qcs::cam::uin/100000000001:uin/100000000002';

const cases: [string, string, string, unknown[], string][] = [
  ['nothing', 'cam:ListAccessKeys', '*', [], 'implicit-deny'],
  ['the action', 'cam:ListAccessKeys', '*', [allow('cam:ListAccessKeys', '*')], 'policy-allow'],
  ['the action with name/', 'name/cam:ListAccessKeys', '*', [allow('name/cam:listaccesskeys', '*')], 'policy-allow'],
  ['a wildcard', 'cam:ListAccessKeys', '*', [allow(['cos:*', 'cam:List*'], ['*'])], 'policy-allow'],
  ['another action', 'cam:GetUser', '*', [allow('cam:List*', '*')], 'implicit-deny'],
  ['six segments', 'cam:GetUser', USER, [allow('cam:*', 'qcs::cam::uin/100000000001:uin/*')], 'policy-allow'],
  ['empty segments are free', 'cam:GetUser', USER, [allow('cam:*', 'qcs::cam:::uin/100000000002')], 'policy-allow'],
  ['another user', 'cam:GetUser', USER, [allow('cam:*', 'qcs::cam::uin/100000000001:uin/9')], 'implicit-deny'],
  ['another account', 'cam:GetUser', USER, [allow('cam:*', 'qcs::cam::uin/9:uin/*')], 'implicit-deny'],
  ['another region', 'scf:Invoke', 'qcs::scf:gz:uin/1:x', [allow('scf:*', 'qcs::scf:sh:uin/1:*')], 'implicit-deny'],
  ['another project', 'scf:Invoke', 'qcs::scf:gz:uin/1:x', [allow('scf:*', 'qcs:p:scf:gz:uin/1:*')], 'implicit-deny'],
  ['another service', 'cam:GetUser', USER, [allow('cam:*', 'qcs::cos::uin/100000000001:*')], 'implicit-deny'],
  ['a narrow resource for an action without one', 'cam:GetUser', '*', [allow('cam:*', USER)], 'implicit-deny'],
  ['deny wins', 'cam:GetUser', '*', [allow('*', '*'), { ...allow('cam:*', '*'), effect: 'deny' }], 'explicit-deny'],
  ['a form nobody documents', 'cam:GetUser', '*', [allow('cam:*', 'users')], 'unknown-condition'],
  ['a legacy set', 'cam:GetUser', '*', [allow('permid/1', '*')], 'unknown-condition'],
  ['no action', 'cam:GetUser', '*', [{ effect: 'allow', resource: '*' }], 'unknown-condition'],
  ['no resource', 'cam:GetUser', '*', [{ effect: 'allow', action: '*' }], 'unknown-condition'],
  ['spaces around the resource', 'cam:GetUser', ` ${USER} `, [allow('cam:*', USER)], 'policy-allow'],
  ['a colon in the path', 'scf:Invoke', 'qcs::scf:gz:uin/1:a:b', [allow('*', 'qcs::scf:gz:uin/1:a:b')], 'policy-allow'],
  [
    'an open deny that stands alone',
    'cam:GetUser',
    '*',
    [{ ...allow('*', '*', { condition: { moon: { a: 'b' } } }), effect: 'deny' }],
    'implicit-deny',
  ],
  ['an unknown effect', 'cam:GetUser', '*', [{ effect: 'x', action: '*', resource: '*' }], 'unknown-condition'],
  [
    'an unknown effect beside an allow',
    'cam:GetUser',
    '*',
    [allow('*', '*'), { ...allow('*', '*'), effect: 'x' }],
    'unknown-condition',
  ],
];

describe('identity policies of any service', () => {
  test.each(cases)('%s: %s on %s', (_, action, resource, statements, reason) => {
    const answer = evaluateIdentityPolicies(action, resource, [policy(...statements)]);
    expect(answer.reason).toBe(reason);
    const decision = { 'policy-allow': 'allow', 'unknown-condition': 'unknown' }[reason] ?? 'deny';
    expect(answer.decision).toBe(decision);
  });

  test('conditions count, with the values that the caller knows', () => {
    const limited = policy(allow('*', '*', { condition: { ip_equal: { 'qcs:ip': '10.0.0.0/8' } } }));
    const ask = (ip?: string) => evaluateIdentityPolicies('cam:GetUser', '*', [limited], ip ? { 'qcs:ip': ip } : {});
    expect(ask('10.1.1.1').decision).toBe('allow');
    expect(ask('11.1.1.1').decision).toBe('deny');
    expect(ask('?').decision).toBe('unknown');
    expect(ask().decision).toBe('deny');
  });

  test('the deciding statement is named', () => {
    const answer = evaluateIdentityPolicies('cam:GetUser', '*', [
      policy(allow('cos:*', '*'), allow('*', '*', { sid: 's' })),
    ]);
    expect(answer.decisive).toEqual([{ source: 'user-policy', name: 'p', statement: 2, sid: 's' }]);
    expect(evaluateIdentityPolicies('cam:GetUser', '*', []).decisive).toEqual([]);
  });
});

import type { Text } from '../lang.js';

/**
 * Why a statement or a grant does not cover a request, or why nobody can tell. `{expected}` is what the policy says,
 * `{found}` what the request has. The only list of reasons: types, explanations and documentation come from it.
 */
export const MISMATCHES = {
  'principal-other-identity': {
    en: 'it names {expected}, the request came from {found}',
    zh: '策略的委托人是 {expected}，请求者是 {found}',
  },
  'principal-other-account': {
    en: 'it names an identity of account {expected}, the request came from {found}',
    zh: '委托人属于账号 {expected}，请求者是 {found}',
  },
  'principal-root-only': {
    en: 'it names the root account {expected}; inside its own account that is not its sub-users or roles ({found})',
    zh: '委托人是主账号 {expected}；在本账号内不包含其子账号或角色（{found}）',
  },
  'principal-not-anonymous': {
    en: 'it names {expected}, the request is anonymous',
    zh: '委托人是 {expected}，而请求是匿名的',
  },
  'principal-everyone': {
    en: 'it speaks about everyone, not about {found}: for signed requests it counts only in the look as if anonymous',
    zh: '该语句针对所有人而非 {found}：对于签名请求，仅在按匿名身份判断时生效',
  },
  'principal-service': {
    en: 'it names the cloud service {expected}, the request came from {found}',
    zh: '委托人是云服务 {expected}，请求者是 {found}',
  },
  'principal-service-role': {
    en: 'it names the cloud service {expected}; whether role {found} acts for it cannot be told',
    zh: '委托人是云服务 {expected}；无法判断角色 {found} 是否代表该服务',
  },
  'principal-group': {
    en: 'user groups ({expected}) have no meaning in a bucket policy',
    zh: '用户组（{expected}）在存储桶策略中没有意义',
  },
  'principal-unknown': {
    en: 'the principal {expected} is of a type that is not documented',
    zh: '委托人 {expected} 的类型没有文档说明',
  },
  'principal-missing': {
    en: 'the statement of a bucket policy has no principal',
    zh: '存储桶策略的语句缺少委托人（principal）',
  },
  'principal-forbidden': {
    en: 'a policy that is attached to an identity must not name a principal ({expected})',
    zh: '关联到身份的策略不允许包含委托人（{expected}）',
  },
  'role-name-unknown': {
    en: 'it names the role {expected}; the name of role {found} is not known',
    zh: '委托人是角色 {expected}；角色 {found} 的名称未知',
  },
  'action-not-listed': {
    en: 'the action {found} is not among {expected}',
    zh: '操作 {found} 不在 {expected} 之中',
  },
  'action-other-service': {
    en: 'its actions ({expected}) belong to another service',
    zh: '其操作（{expected}）属于其他产品',
  },
  'action-sibling': {
    en: 'it grants {expected}; whether that covers {found} is not documented',
    zh: '它授予 {expected}；是否覆盖 {found} 没有文档说明',
  },
  'action-permid': {
    en: '{expected} is a legacy action set whose members are not documented',
    zh: '{expected} 是旧版操作集，其成员没有文档说明',
  },
  'action-form-unknown': {
    en: '{expected} is not written as name/service:Action',
    zh: '{expected} 不是 name/service:Action 的写法',
  },
  'action-missing': { en: 'the statement has no action', zh: '语句缺少操作（action）' },
  'resource-wrong-service': {
    en: 'its resource is of service {expected}',
    zh: '其资源属于产品 {expected}',
  },
  'resource-project': {
    en: 'the second segment of the resource ({expected}) should be empty',
    zh: '资源的第二段（{expected}）应为空',
  },
  'resource-wrong-region': {
    en: 'its resource is in region {expected}, the bucket in {found}',
    zh: '资源的地域是 {expected}，存储桶在 {found}',
  },
  'resource-region-unknown': {
    en: 'its resource is in region {expected}; the region of the bucket is not known',
    zh: '资源的地域是 {expected}；存储桶的地域未知',
  },
  'resource-wrong-appid': {
    en: 'its resource is of APPID {expected}, the bucket of {found}',
    zh: '资源的 APPID 是 {expected}，存储桶的是 {found}',
  },
  'resource-uin-as-appid': {
    en: 'uid/ is followed by the account id {expected}; it wants the APPID {found}',
    zh: 'uid/ 后面是账号 ID {expected}，应为 APPID {found}',
  },
  'resource-wrong-account': {
    en: 'its resource is of account {expected}, the bucket of {found}',
    zh: '资源所属账号是 {expected}，存储桶所属账号是 {found}',
  },
  'resource-account-unknown': {
    en: 'its resource is of account {expected}; the account of the bucket is not known',
    zh: '资源所属账号是 {expected}；存储桶所属账号未知',
  },
  'resource-own-account': {
    en: 'an empty account segment means the own account of the policy ({expected}), the bucket belongs to {found}',
    zh: '账号段为空表示策略所属账号（{expected}），而存储桶属于 {found}',
  },
  'resource-account-form': {
    en: 'the account segment {expected} is neither uid/APPID nor uin/account id',
    zh: '账号段 {expected} 既不是 uid/APPID 也不是 uin/账号 ID',
  },
  'resource-wrong-bucket': {
    en: 'its resource is of bucket {expected}, the request of {found}',
    zh: '资源的存储桶是 {expected}，请求的是 {found}',
  },
  'resource-short-bucket': {
    en: 'its resource has the short bucket name {expected}; it wants the name with APPID, {found}',
    zh: '资源使用了存储桶短名称 {expected}，应为带 APPID 的 {found}',
  },
  'resource-no-slash': {
    en: 'a slash is missing after the bucket: {expected} should be {found}/',
    zh: '存储桶名后缺少斜杠：{expected} 应为 {found}/',
  },
  'resource-case': {
    en: '{expected} differs from {found} in upper and lower case only',
    zh: '{expected} 与 {found} 仅大小写不同',
  },
  'resource-bucket-only': {
    en: '{expected} is the bucket itself, not the object {found}',
    zh: '{expected} 仅表示存储桶本身，不包含对象 {found}',
  },
  'resource-objects-only': {
    en: 'the action works on the bucket ({found}), the resource only covers {expected}',
    zh: '该操作作用于存储桶（{found}），而资源只覆盖 {expected}',
  },
  'resource-leading-slash': {
    en: 'the key in the resource begins with a slash ({expected}); keys have none ({found})',
    zh: '资源中的对象键以斜杠开头（{expected}），对象键不含前导斜杠（{found}）',
  },
  'resource-url-encoded': {
    en: 'the key in the resource is URL-encoded ({expected}); policies take it raw ({found})',
    zh: '资源中的对象键被 URL 编码（{expected}），策略中应使用原文（{found}）',
  },
  'resource-wrong-key': {
    en: 'the key {found} is not covered by {expected}',
    zh: '对象键 {found} 不在 {expected} 范围内',
  },
  'resource-key-unknown': {
    en: 'it covers {expected}; the request does not show its key',
    zh: '它覆盖 {expected}；请求中看不到对象键',
  },
  'resource-operation-level': {
    en: '{found} cannot be limited to a resource: it needs *, the statement has {expected}',
    zh: '{found} 不支持资源级授权：资源必须为 *，而语句是 {expected}',
  },
  'resource-form-unknown': {
    en: '{expected} is not written as a six-segment resource',
    zh: '{expected} 不是六段式资源写法',
  },
  'resource-other': {
    en: 'the resource {found} is not covered by {expected}',
    zh: '资源 {found} 不在 {expected} 范围内',
  },
  'resource-missing': { en: 'the statement has no resource', zh: '语句缺少资源（resource）' },
  'condition-not-met': {
    en: 'condition {expected} does not hold for {found}',
    zh: '条件 {expected} 不成立，实际为 {found}',
  },
  'condition-key-absent': {
    en: 'condition {expected} cannot hold: the request has no {found}',
    zh: '条件 {expected} 不成立：请求中没有 {found}',
  },
  'condition-value-unknown': {
    en: 'condition {expected} depends on {found}, which is not known',
    zh: '条件 {expected} 取决于未知的 {found}',
  },
  'condition-value-invalid': {
    en: 'condition {expected} compares values it cannot read ({found})',
    zh: '条件 {expected} 的取值无法解析（{found}）',
  },
  'condition-operator-unknown': {
    en: 'the operator {expected} is not documented',
    zh: '运算符 {expected} 没有文档说明',
  },
  'condition-form-unknown': {
    en: 'the condition at {expected} is not written as operator, key, values',
    zh: '位于 {expected} 的条件不是“运算符-键-值”的写法',
  },
  'effect-unknown': {
    en: 'the effect {expected} is neither allow nor deny',
    zh: '效力 {expected} 既不是 allow 也不是 deny',
  },
  'element-unknown': {
    en: 'the element at {expected} is not documented',
    zh: '位于 {expected} 的元素没有文档说明',
  },
  'element-duplicate': {
    en: 'the element at {expected} occurs twice in different spelling',
    zh: '位于 {expected} 的元素以不同写法重复出现',
  },
  'value-unknown': {
    en: 'the value at {expected} is not a text',
    zh: '位于 {expected} 的值不是文本',
  },
  'statement-unknown': {
    en: 'the statement at {expected} cannot be read',
    zh: '无法读取位于 {expected} 的语句',
  },
  'document-missing': {
    en: 'the document of the policy could not be read',
    zh: '无法读取该策略的内容',
  },
  deactivated: { en: 'the policy is deactivated', zh: '该策略已停用' },
  'acl-other-grantee': {
    en: 'it is granted to {expected}, the request came from {found}',
    zh: '该权限授予 {expected}，请求者是 {found}',
  },
  'acl-permission': {
    en: 'the permission {expected} does not cover {found}',
    zh: '权限 {expected} 不包含 {found}',
  },
  'acl-grantee-unknown': {
    en: 'the grantee {expected} is of a form that is not documented',
    zh: '被授权者 {expected} 的写法没有文档说明',
  },
  'acl-permission-unknown': {
    en: 'the permission {expected} is not documented',
    zh: '权限 {expected} 没有文档说明',
  },
} as const satisfies Record<string, Text>;

export type MismatchReason = keyof typeof MISMATCHES;

/** The sentence of a reason with its values filled in. */
export function mismatchText(mismatch: {
  reason: MismatchReason;
  expected?: string | undefined;
  found?: string | undefined;
}): Text {
  // One pass: a value that looks like a placeholder stays as it is.
  const fill = (template: string) =>
    template.replaceAll(/\{(expected|found)\}/g, (_, name: 'expected' | 'found') => mismatch[name] ?? '?');
  const text = MISMATCHES[mismatch.reason];
  return { en: fill(text.en), zh: fill(text.zh) };
}

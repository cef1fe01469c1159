import type { Text } from '../lang.js';

/** What clients are known to get wrong; the tests and the docs read this table. */
export const MISTAKES = {
  'path-encoded': {
    en: 'The path was signed percent-encoded. COS signs the decoded path (7778): sign the key as text and encode it only in the URL.',
    zh: '签名使用了百分号编码后的路径。COS 对解码后的路径签名（7778）：请对原始对象键签名，仅在 URL 中编码。',
  },
  'path-double-encoded': {
    en: 'The path was encoded twice on its way (`%25` in the URL). Encode the key once.',
    zh: '路径在传输中被编码了两次（URL 中出现 `%25`）。请只编码一次。',
  },
  'path-plus': {
    en: 'A space and a plus were mixed up in the path. COS takes `+` literally: write a space as `%20` and a plus as `%2B`.',
    zh: '路径中的空格与加号混淆。COS 把 `+` 当作字面加号：空格请写作 `%20`，加号请写作 `%2B`。',
  },
  'path-leading-slash': {
    en: 'The signed path and the sent path differ in leading or doubled slashes. Sign exactly the path that is sent, with one leading `/`.',
    zh: '签名路径与发送路径的开头斜杠或重复斜杠不一致。请对实际发送的路径签名，并以一个 `/` 开头。',
  },
  'path-dot-segments': {
    en: 'The path holds `.` or `..` segments that a library resolved on one side only. Keep such keys out, or send the path as it was signed.',
    zh: '路径包含 `.` 或 `..` 段，被某一侧的库化简。请避免此类对象键，或按签名时的路径发送。',
  },
  'path-normalisation': {
    en: 'The non-ASCII letters of the path were signed in another Unicode form (NFC, NFD) or charset than they were sent in. Use the same UTF-8 bytes for both.',
    zh: '路径中的非 ASCII 字符在签名与发送时使用了不同的 Unicode 形式（NFC、NFD）或字符集。请两处使用相同的 UTF-8 字节。',
  },
  'path-bucket': {
    en: 'The signed path and the sent path differ by the bucket name. With the bucket in the host the path is the key alone.',
    zh: '签名路径与发送路径相差存储桶名。存储桶写在域名中时，路径只包含对象键。',
  },
  'path-root': {
    en: 'The signature covers `/` instead of the path that was sent, or the other way round.',
    zh: '签名覆盖的是 `/`，而不是实际发送的路径（或相反）。',
  },
  method: {
    en: 'The signature was made for another method than was sent.',
    zh: '签名所用的请求方法与实际发送的不同。',
  },
  'method-case': {
    en: 'The method was signed in upper case. COS signs it in lower case.',
    zh: '请求方法以大写参与签名，COS 要求小写。',
  },
  host: {
    en: 'The signature was made for another host than was sent. Sign the host that reaches COS: a proxy, CDN or custom domain must pass it on unchanged.',
    zh: '签名所用的 Host 与实际发送的不同。请对到达 COS 的 Host 签名；代理、CDN 或自定义域名必须原样透传。',
  },
  'header-missing': {
    en: 'q-header-list names a header that did not arrive. A proxy or library removed it, or it was never sent.',
    zh: 'q-header-list 列出的某个请求头没有到达。可能被代理或库删除，或从未发送。',
  },
  'header-values': {
    en: 'The values of the signed headers were not percent-encoded for signing.',
    zh: '参与签名的请求头的值没有进行百分号编码。',
  },
  'header-list': {
    en: 'The signature covers other headers than q-header-list names (all, none, or in another order).',
    zh: '签名实际覆盖的请求头与 q-header-list 不一致（全部、没有或顺序不同）。',
  },
  'content-type': {
    en: 'The Content-Type changed after signing (a library added or removed a charset, or the whole header).',
    zh: 'Content-Type 在签名之后发生变化（库添加或删除了 charset，或整个请求头）。',
  },
  params: {
    en: 'The signature covers other query parameters than q-url-param-list names (all, none, or in another order).',
    zh: '签名实际覆盖的查询参数与 q-url-param-list 不一致（全部、没有或顺序不同）。',
  },
  'param-values': {
    en: 'The values of the signed query parameters were not percent-encoded for signing, or a plus stood for a space.',
    zh: '参与签名的查询参数的值没有进行百分号编码，或用加号表示空格。',
  },
  'sign-key': {
    en: 'The signing key was used as bytes. COS uses its 40 hexadecimal characters as text (7778, step 7).',
    zh: 'SignKey 以字节形式使用。COS 使用其 40 个十六进制字符的文本（7778，第 7 步）。',
  },
  'key-time': {
    en: 'q-key-time and q-sign-time were mixed up. Use the same window for both.',
    zh: 'q-key-time 与 q-sign-time 混淆。请两者使用相同的时间窗口。',
  },
  'line-end': {
    en: 'A line end is missing: HttpString and StringToSign both end in a newline.',
    zh: '缺少换行：HttpString 与 StringToSign 都以换行结尾。',
  },
  'secret-spaces': {
    en: 'The secret key was used with a space or newline around it. Trim it.',
    zh: '密钥前后带有空格或换行，请去除。',
  },
  'secret-other': {
    en: 'Nothing that clients are known to do wrong gives this signature: the secret key does not belong to this SecretId, or the request changed on its way.',
    zh: '已知的客户端错误都得不出这个签名：密钥与该 SecretId 不匹配，或请求在途中被改动。',
  },
  'no-signature': { en: 'The request carries no signature.', zh: '请求没有携带签名。' },
  malformed: { en: 'The signature is malformed', zh: '签名格式错误' },
  'not-yet-valid': {
    en: 'The signature is not yet valid at that time: COS answers "Request has expired".',
    zh: '该时刻签名尚未生效：COS 返回 "Request has expired"。',
  },
  expired: {
    en: 'The signature is over at that time: COS answers "Request has expired".',
    zh: '该时刻签名已过期：COS 返回 "Request has expired"。',
  },
  skewed: {
    en: 'The time of the request is more than 15 minutes off: COS answers RequestTimeTooSkewed.',
    zh: '请求时间与服务器相差超过 15 分钟：COS 返回 RequestTimeTooSkewed。',
  },
} as const satisfies Record<string, Text>;

export type MistakeId = keyof typeof MISTAKES;

import type { CorsRule } from '../../facts/snapshot.js';
import type { Text } from '../../lang.js';
import { pointer } from '../../policy/pointer.js';
import { check, logged } from '../checks/check.js';
import { allowsEveryHeader, allowsMethod, allowsOrigin, CORS_METHODS, originOfReferer } from '../cors.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import { Ledger } from '../ledger.js';
import type { Evidence } from '../model.js';
import type { Part, View } from '../view.js';

const NO_ORIGIN: Text = { en: "(your page's origin)", zh: '（您页面的来源）' };

/** A refused preflight. Origin, method and headers are not logged: the origin is inferred from the referer (contract 6). */
export function decideCors(part: Part, view: View): Finding {
  const origin = originOfReferer(part.shape.referer);
  const ledger = new Ledger(view.snapshot);
  const at = pointer('buckets', view.group.bucket, 'cors');
  const rules = ledger.need(view.bucket?.cors, at, { fact: 'bucket-cors', bucket: view.group.bucket });
  const params = { origin: origin ?? NO_ORIGIN, host: part.shape.host };
  const evidence: Evidence[] = [logged('referer', part.shape.referer)];
  const shared = { params, wholeShape: true, wants: ledger.wants, missing: ledger.missing } as const;
  if (rules === undefined) {
    return {
      ...shared,
      cause: 'cors-origin-not-allowed',
      confidence: 'possible',
      subject: origin ?? view.group.bucket,
      checks: [
        check('cors-rule', 'unknown', { en: 'The CORS rules were not read.', zh: '未读取跨域规则。' }, evidence),
      ],
      notes: [{ en: 'The rules were not read: there may be none.', zh: '未读取规则：也可能没有任何规则。' }],
      alternatives: possible(
        'cors-not-configured',
        'cors-method-not-allowed',
        'cors-header-not-allowed',
        'cors-allowed-now',
      ),
    };
  }
  const facts = [...evidence, { fact: at, value: rules }];
  if (rules === null || rules.length === 0) {
    return {
      ...shared,
      cause: 'cors-not-configured',
      confidence: 'certain',
      subject: view.group.bucket,
      checks: [check('cors-rule', 'fail', { en: 'The bucket has no CORS rules.', zh: '存储桶没有跨域规则。' }, facts)],
      ruledOut: ruleOut(
        { en: 'there are no rules at all', zh: '没有任何规则' },
        'cors-origin-not-allowed',
        'cors-method-not-allowed',
        'cors-header-not-allowed',
        'cors-allowed-now',
      ),
    };
  }
  const configured = ruleOut({ en: 'the bucket has CORS rules', zh: '存储桶已有跨域规则' }, 'cors-not-configured');
  const matching = rules.filter((rule) => (origin === null ? allowsAnyOrigin(rule) : allowsOrigin(rule, origin)));
  if (matching.length === 0) {
    const guess = origin === null;
    return {
      ...shared,
      cause: 'cors-origin-not-allowed',
      confidence: guess ? 'possible' : 'likely',
      subject: origin ?? view.group.bucket,
      checks: [
        check(
          'cors-rule',
          guess ? 'unknown' : 'fail',
          guess
            ? {
                en: 'The referer tells no origin, and no rule is open to every origin.',
                zh: 'referer 无法给出来源，且没有对所有来源开放的规则。',
              }
            : { en: `No rule allows the origin ${origin}.`, zh: `没有规则允许来源 ${origin}。` },
          facts,
        ),
      ],
      notes: [originNote],
      alternatives: guess ? possible('cors-method-not-allowed', 'cors-header-not-allowed', 'cors-allowed-now') : [],
      ruledOut: guess
        ? configured
        : [
            ...configured,
            ...ruleOut(
              {
                en: 'no rule matches the origin, so none is about its methods or headers',
                zh: '没有规则匹配该来源，与方法、请求头无关',
              },
              'cors-method-not-allowed',
              'cors-header-not-allowed',
              'cors-allowed-now',
            ),
          ],
    };
  }
  return decideMatching(matching, origin, { ...shared, facts, configured });
}

interface Shared {
  readonly params: Finding['params'];
  readonly wholeShape: true;
  readonly wants: NonNullable<Finding['wants']>;
  readonly missing: readonly string[];
  readonly facts: readonly Evidence[];
  readonly configured: NonNullable<Finding['ruledOut']>;
}

/** Some rule allows the origin: what is left is the method, a header, or a change since. */
function decideMatching(matching: readonly CorsRule[], origin: string | null, shared: Shared): Finding {
  const { facts, configured, ...rest } = shared;
  const missingMethods = CORS_METHODS.filter((method) => !matching.some((rule) => allowsMethod(rule, method)));
  // A method counts as open only in a rule that takes every header with it.
  const closedHeaders = matching.filter((rule) => !allowsEveryHeader(rule));
  const headersOpen = CORS_METHODS.every(
    (method) =>
      missingMethods.includes(method) || matching.some((rule) => allowsMethod(rule, method) && allowsEveryHeader(rule)),
  );
  const headers = [...new Set(closedHeaders.flatMap((rule) => rule.allowedHeaders ?? []))];
  const params = {
    ...rest.params,
    methods: missingMethods.join(', '),
    headers: headers.length > 0 ? headers.join(', ') : { en: '(none)', zh: '（无）' },
  };
  const subject = origin ?? '*';
  const notOrigin = ruleOut({ en: 'a rule allows the origin', zh: '有规则允许该来源' }, 'cors-origin-not-allowed');
  const detail = (text: Text, status: 'pass' | 'fail' | 'unknown') => [check('cors-rule', status, text, facts)];
  const methodText = {
    en: `Rules for the origin lack: ${missingMethods.join(', ')}.`,
    zh: `该来源的规则缺少方法：${missingMethods.join('、')}。`,
  };
  const headerText = {
    en: `Rules for the origin allow only the headers: ${headers.join(', ') || 'none'}.`,
    zh: `该来源的规则仅允许请求头：${headers.join('、') || '无'}。`,
  };
  if (missingMethods.length === 0 && headersOpen) {
    return {
      ...rest,
      params,
      cause: 'cors-allowed-now',
      // The origin is inferred, and a preflight may ask for a method that COS does not know.
      confidence: 'likely',
      subject,
      checks: detail(
        { en: 'A rule allows the origin with every method and header.', zh: '有规则允许该来源使用所有方法与请求头。' },
        'pass',
      ),
      ruledOut: [
        ...configured,
        ...notOrigin,
        ...ruleOut({ en: 'every method is allowed', zh: '允许所有方法' }, 'cors-method-not-allowed'),
        ...ruleOut({ en: 'every header is allowed', zh: '允许所有请求头' }, 'cors-header-not-allowed'),
      ],
    };
  }
  if (missingMethods.length > 0 && headersOpen) {
    return {
      ...rest,
      params,
      cause: 'cors-method-not-allowed',
      confidence: origin === null ? 'possible' : 'likely',
      subject,
      checks: detail(methodText, 'fail'),
      alternatives: possible('cors-allowed-now'),
      ruledOut: [
        ...configured,
        ...notOrigin,
        ...ruleOut({ en: 'every header is allowed', zh: '允许所有请求头' }, 'cors-header-not-allowed'),
      ],
    };
  }
  if (missingMethods.length === 0) {
    return {
      ...rest,
      params,
      cause: 'cors-header-not-allowed',
      confidence: origin === null ? 'possible' : 'likely',
      subject,
      checks: detail(headerText, 'fail'),
      alternatives: possible('cors-allowed-now'),
      ruledOut: [
        ...configured,
        ...notOrigin,
        ...ruleOut({ en: 'every method is allowed', zh: '允许所有方法' }, 'cors-method-not-allowed'),
      ],
    };
  }
  return {
    ...rest,
    params,
    cause: 'cors-method-not-allowed',
    confidence: 'possible',
    subject,
    checks: detail({ en: `${methodText.en} ${headerText.en}`, zh: `${methodText.zh}${headerText.zh}` }, 'unknown'),
    alternatives: possible('cors-header-not-allowed', 'cors-allowed-now'),
    ruledOut: [...configured, ...notOrigin],
  };
}

const originNote: Text = {
  en: 'The preflight itself (origin, method, headers) is not in the log.',
  zh: '日志不记录预检请求本身（来源、方法、请求头）。',
};

function allowsAnyOrigin(rule: CorsRule): boolean {
  return rule.allowedOrigins.some((allowed) => /^\s*\*\s*$/.test(allowed));
}

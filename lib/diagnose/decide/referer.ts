import type { Text } from '../../lang.js';
import { pointer } from '../../policy/pointer.js';
import { check, logged } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import { Ledger } from '../ledger.js';
import type { Check } from '../model.js';
import { evaluateReferer, isEmptyReferer, type RefererOutcome } from '../referer.js';
import type { Part, View } from '../view.js';

/** `You are denied by bucket referer rule`: the logged referer against the rule of today (13319). */
export function decideReferer(part: Part, view: View): Finding {
  const { referer } = part.shape;
  const ledger = new Ledger(view.snapshot);
  const at = refererPointer(view);
  const rule = ledger.need(view.bucket?.referer, at, { fact: 'bucket-referer', bucket: view.group.bucket });
  const empty = isEmptyReferer(referer);
  const shared = {
    wholeShape: true,
    wants: ledger.wants,
    missing: ledger.missing,
    params: { referer: empty ? { en: '(empty)', zh: '（空）' } : referer, entry: suggestedEntry(referer) },
  } as const;
  if (rule === undefined) {
    const checks = [refererCheck(part, view, undefined)];
    // The message says that the rule refused it, and an empty referer has one way to be refused.
    if (empty)
      return {
        ...shared,
        cause: 'referer-empty',
        confidence: 'likely',
        subject: '-',
        checks,
        alternatives: possible('referer-allowed-now'),
        ruledOut: emptyRulesOut,
      };
    return {
      ...shared,
      cause: 'referer-not-listed',
      confidence: 'possible',
      subject: siteOf(referer),
      checks,
      notes: [RULE_NOT_READ],
      alternatives: possible('referer-listed', 'referer-allowed-now'),
      ruledOut: notEmptyRulesOut,
    };
  }
  const outcome = evaluateReferer(rule, referer);
  const checks = [refererCheck(part, view, outcome)];
  switch (outcome.outcome) {
    case 'off':
      return {
        ...shared,
        cause: 'referer-allowed-now',
        confidence: 'certain',
        subject: view.group.bucket,
        checks,
        ruledOut: ruleOut(
          { en: 'the rule is off today', zh: '规则当前未启用' },
          'referer-empty',
          'referer-not-listed',
          'referer-listed',
        ),
      };
    case 'empty-allowed':
      return {
        ...shared,
        cause: 'referer-allowed-now',
        confidence: 'certain',
        subject: view.group.bucket,
        checks,
        ruledOut: [
          ...ruleOut({ en: 'empty referers are allowed today', zh: '当前允许空 referer' }, 'referer-empty'),
          ...emptyRulesOut,
        ],
      };
    case 'empty-denied':
      return {
        ...shared,
        cause: 'referer-empty',
        confidence: 'certain',
        subject: '-',
        checks,
        ruledOut: [
          ...emptyRulesOut,
          ...ruleOut({ en: 'empty referers are denied today', zh: '当前拒绝空 referer' }, 'referer-allowed-now'),
        ],
      };
    default:
      return decideListed(outcome, referer, view, { ...shared, checks });
  }
}

const RULE_NOT_READ: Text = {
  en: 'The rule was not read: it may be a black list that names the page.',
  zh: '未读取规则：也可能是包含该页面的黑名单。',
};

type Listed = Extract<RefererOutcome, { list: string }>;

function decideListed(
  outcome: Listed,
  referer: string,
  view: View,
  shared: Pick<Finding, 'checks' | 'wholeShape' | 'wants' | 'missing' | 'params'>,
): Finding {
  const entry = outcome.entry ?? suggestedEntry(referer);
  const params = { referer, entry };
  const subject = siteOf(referer);
  if (outcome.allowed) {
    const other = outcome.list === 'white' ? 'referer-not-listed' : 'referer-listed';
    return {
      ...shared,
      cause: 'referer-allowed-now',
      // Whether `*.example.com` covers `example.com` is told differently by two pages (13319).
      confidence: outcome.unsure ? 'possible' : 'certain',
      subject: view.group.bucket,
      params,
      alternatives: outcome.unsure ? possible(other) : [],
      ruledOut: [
        ...notEmptyRulesOut,
        ...(outcome.unsure
          ? []
          : ruleOut(
              { en: 'the rule of today lets it pass', zh: '当前规则允许' },
              'referer-not-listed',
              'referer-listed',
            )),
      ],
      ...(outcome.unsure
        ? {
            notes: [
              {
                en: `The entry ${entry} matches only if it covers the bare domain, which the vendor's pages tell differently: add the bare domain to be sure.`,
                zh: `条目 ${entry} 仅在包含主域名时才匹配，而官方文档说法不一：为保险起见请单独添加主域名。`,
              },
            ],
          }
        : {}),
    };
  }
  const listed = outcome.list === 'black';
  return {
    ...shared,
    cause: listed ? 'referer-listed' : 'referer-not-listed',
    confidence: outcome.unsure ? 'likely' : 'certain',
    subject: listed ? entry : subject,
    params,
    ruledOut: [
      ...notEmptyRulesOut,
      ...ruleOut(
        listed
          ? { en: 'the list is a black list', zh: '规则为黑名单' }
          : { en: 'the list is a white list', zh: '规则为白名单' },
        listed ? 'referer-not-listed' : 'referer-listed',
      ),
      ...ruleOut({ en: 'the rule of today refuses it', zh: '当前规则拒绝' }, 'referer-allowed-now'),
    ],
  };
}

const emptyRulesOut = ruleOut(
  { en: 'the referer is empty', zh: 'referer 为空' },
  'referer-not-listed',
  'referer-listed',
);
const notEmptyRulesOut = ruleOut({ en: 'the referer is not empty', zh: 'referer 不为空' }, 'referer-empty');

export function refererPointer(view: View): string {
  return pointer('buckets', view.group.bucket, 'referer');
}

/** `referer-rule`: what the rule of today does with the logged referer. */
export function refererCheck(part: Part, view: View, outcome: RefererOutcome | undefined): Check {
  const { referer } = part.shape;
  const evidence = [logged('referer', referer)];
  if (outcome === undefined)
    return check(
      'referer-rule',
      'unknown',
      { en: 'The hotlink rule was not read.', zh: '未读取防盗链规则。' },
      evidence,
    );
  const facts = [...evidence, { fact: refererPointer(view), value: view.bucket?.referer ?? null }];
  switch (outcome.outcome) {
    case 'off':
      return check('referer-rule', 'pass', { en: 'Hotlink protection is off.', zh: '防盗链未启用。' }, facts);
    case 'empty-allowed':
      return check('referer-rule', 'pass', { en: 'Empty referers are allowed.', zh: '允许空 referer。' }, facts);
    case 'empty-denied':
      return check('referer-rule', 'fail', { en: 'Empty referers are denied.', zh: '拒绝空 referer。' }, facts);
    default: {
      const list = outcome.list === 'white' ? { en: 'white', zh: '白' } : { en: 'black', zh: '黑' };
      return check(
        'referer-rule',
        outcome.allowed ? 'pass' : 'fail',
        outcome.entry === null
          ? { en: `No entry of the ${list.en} list matches.`, zh: `${list.zh}名单中没有匹配的条目。` }
          : {
              en: `The entry ${outcome.entry} of the ${list.en} list matches.`,
              zh: `命中${list.zh}名单条目 ${outcome.entry}。`,
            },
        facts,
      );
    }
  }
}

/** Host of a referer: what an incident about it is grouped by. */
function siteOf(referer: string): string {
  return referer
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#].*$/s, '')
    .toLowerCase();
}

/** What to put on the list for this referer; mini-programs share one host (13319). */
function suggestedEntry(referer: string): string {
  return isEmptyReferer(referer) ? '-' : siteOf(referer);
}

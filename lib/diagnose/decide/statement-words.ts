import type { Text } from '../../lang.js';
import { mismatchText } from '../../policy/mismatches.js';
import type { Explanation } from '../../policy/types.js';
import { nameOf } from '../access/sources.js';

/** The policy's name for people; the bucket policy has none. */
export function statementLabel(explanation: Explanation): Text {
  const name = nameOf(explanation);
  return explanation.source === 'bucket-policy'
    ? { en: `the bucket policy ${name}`.trim(), zh: `存储桶策略 ${name}`.trim() }
    : { en: name, zh: name };
}

/** Why a statement does not fit, in words. */
export function whyOf(explanation: Explanation, element: 'condition' | 'resource'): Text {
  const texts = explanation.mismatches
    .filter((mismatch) => mismatch.element === element)
    .map((mismatch) => mismatchText(mismatch));
  return { en: texts.map((text) => text.en).join('; ') || '-', zh: texts.map((text) => text.zh).join('；') || '-' };
}

export function resourceNote(explanation: Explanation): Text {
  const why = whyOf(explanation, 'resource');
  return { en: `Precisely: ${why.en}.`, zh: `具体而言：${why.zh}。` };
}

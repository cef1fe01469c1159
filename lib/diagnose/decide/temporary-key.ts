import { check, logged } from '../checks/check.js';
import { type Finding, possible, ruleOut } from '../finding.js';
import type { Part, View } from '../view.js';
import { negativeEvidence, tokenMissing } from './log-evidence.js';

/** CAM never lists temporary keys; COS forgets them when they expire (M5). */
export function temporary(part: Part, view: View): Finding {
  const { shape } = part;
  const idCheck = check(
    'api-key-id',
    'not-applicable',
    {
      en: 'The SecretId has the temporary form; CAM lists no temporary keys.',
      zh: '该 SecretId 为临时密钥形式；访问管理不会列出临时密钥。',
    },
    [logged('userSecretKeyId', shape.accessKeyId)],
  );
  const missing = tokenMissing(part);
  const permanent = ruleOut(
    { en: 'the key has the temporary form', zh: '密钥为临时形式' },
    'key-disabled',
    'key-deleted',
    'key-unknown',
    'key-mistyped',
    'key-malformed',
    'key-active-now',
  );
  if (missing)
    return {
      cause: 'temporary-key-token-missing',
      confidence: 'likely',
      subject: shape.accessKeyId,
      checks: [idCheck, missing],
      alternatives: possible('temporary-key-expired'),
      ruledOut: permanent,
      wholeShape: true,
    };
  return {
    cause: 'temporary-key-expired',
    confidence: 'likely',
    subject: shape.accessKeyId,
    checks: [idCheck, negativeEvidence(part.shape.accessKeyId, view)],
    alternatives: shape.signedBy === 'header' ? possible('temporary-key-token-missing') : [],
    ruledOut: permanent,
    wholeShape: true,
  };
}

import type { Incident, IncidentEvent } from '../../lib/alert/incident.js';
import { notificationOf } from '../../lib/alert/text.js';
import type { CauseId } from '../../lib/diagnose/ids.js';
import type { Confidence } from '../../lib/diagnose/model.js';
import { incident, NOW } from '../notify/support/examples.js';
import { diagnosisOf } from './support/diagnoser.js';

const OPTIONS = { timeZone: 'Asia/Shanghai', privacy: { maskKeys: true, maskAddresses: false } };
const said = (change: Partial<Incident>, event: Partial<IncidentEvent> = {}) =>
  notificationOf(
    { type: 'opened', changes: [], newDenials: 5, sequence: 1, ...event, incident: { ...incident(), ...change } },
    NOW,
    OPTIONS,
  );
const because = (cause: CauseId, confidence: Confidence): Partial<Incident> => {
  const [group] = incident().groups as [Incident['groups'][number]];
  const main = diagnosisOf({ ...group, count: 5, accessKeys: [] } as never, { cause, confidence });
  return { diagnosis: { status: 'ok', atMs: NOW, main } };
};
const lines = (notification: ReturnType<typeof said>, lang: 'en' | 'zh') =>
  notification.sections.flatMap((section) => section.lines.map((line) => line[lang]));

describe('the first line claims no more than the diagnosis', () => {
  test.each([
    ['certain', ' The access key is disabled: ', '：密钥已被禁用（'],
    ['likely', ' The access key is disabled (likely): ', '：很可能是：密钥已被禁用（'],
    ['possible', ' The access key is disabled (possible): ', '：可能是：密钥已被禁用（'],
  ] as const)('a cause that is %s', (confidence, en, zh) => {
    const { title } = said(because('key-disabled', confidence));
    expect(title.en).toContain(en);
    expect(title.zh).toContain(zh);
  });

  test('that nothing was found is no guess', () => {
    const { title } = said(because('unexplained', 'possible'));
    expect(title.en).toContain(' No cause found: ');
    expect(title.zh).toContain('：未找到原因（');
  });
});

describe('the second line says what to do, and what happens by itself', () => {
  test.each(['budget', 'deadline', 'error'] as const)('no diagnosis for %s: the next run tries again', (reason) => {
    const { action } = said({ diagnosis: { status: 'none', reason } });
    expect(action.en).toContain('The next run tries again');
    expect(action.zh).toContain('下次运行会重试');
  });

  test.each(['off', 'no-detail'] as const)('no diagnosis for %s: nothing comes by itself', (reason) => {
    const { action } = said({ diagnosis: { status: 'none', reason } });
    expect(action.en).not.toContain('next run');
    expect(action.en).toContain('Run `cos403 diagnose --live`');
  });
});

test('causes have their titles, not only ids, where a person compares them', () => {
  const changed = said(because('key-disabled', 'certain'), {
    type: 'changed',
    changes: [{ what: 'cause', from: 'key-deleted', to: 'key-disabled' }],
  });
  expect(lines(changed, 'en')).toContain(
    'the cause is now: The access key is disabled (key-disabled); before: The access key was deleted (key-deleted)',
  );
  expect(lines(changed, 'zh')).toContain('原因变为：密钥已被禁用（key-disabled）；此前为：密钥已被删除（key-deleted）');
});

test('an id that this version does not know stays an id', () => {
  const changed = said(because('key-disabled', 'certain'), {
    type: 'changed',
    changes: [{ what: 'cause', from: 'cause-of-tomorrow', to: 'key-disabled' }],
  });
  expect(lines(changed, 'en').join('\n')).toContain('before: cause-of-tomorrow');
});

import type { DoctorContext, DoctorResult } from '../check.js';
import { result } from '../check.js';

/** Is somebody told at all, and is every SES template approved? Sending is `cos403 doctor --send-test`. */
export async function checkChannels({ config, cloud }: DoctorContext): Promise<readonly DoctorResult[]> {
  const channels = Object.entries(config.channels);
  if (channels.length === 0) {
    return [
      result(
        'channels',
        'fail',
        { en: 'channels', zh: '通知渠道' },
        { en: 'none: nobody is told', zh: '没有：无人会收到通知' },
        {
          en: 'add one under "channels"; examples/config.yaml has all of them',
          zh: '在 channels 下添加；examples/config.yaml 中有全部示例',
        },
      ),
    ];
  }
  const results: DoctorResult[] = [
    result(
      'channels',
      'pass',
      { en: 'channels', zh: '通知渠道' },
      { en: channels.map(([name]) => name).join(', '), zh: channels.map(([name]) => name).join(', ') },
    ),
  ];
  for (const [name, channel] of channels) {
    if (channel.type !== 'ses') continue;
    const answer = await cloud.api<{ TemplateStatus?: number }>(
      'ses',
      'GetEmailTemplate',
      { TemplateID: channel.templateId },
      { region: channel.region },
    );
    const title = { en: `mail template of ${name}`, zh: `${name} 的邮件模板` };
    // 0 approved, 1 pending, 2 rejected (1084/39645).
    results.push(
      answer.TemplateStatus === 0
        ? result(`template:${name}`, 'pass', title, { en: 'approved', zh: '已通过审核' })
        : result(
            `template:${name}`,
            'fail',
            title,
            { en: 'is not approved', zh: '未通过审核' },
            { en: 'wait for the review in the SES console', zh: '等待邮件推送控制台的审核' },
          ),
    );
  }
  return results;
}

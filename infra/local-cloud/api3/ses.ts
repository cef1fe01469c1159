import { randomUUID } from 'node:crypto';
import type { Call, Service } from './call.js';
import { ApiError } from './error.js';
import type { Params } from './params.js';

const MB = 1024 * 1024;
/** Template states of GetEmailTemplate. */
const APPROVED = 0;
const PENDING = 1;

/** SES 2020-10-02. */
export const ses: Service = {
  SendEmail: { run: sendEmail },
  CreateEmailTemplate: {
    run: (call) => {
      const name = call.params.str('TemplateName');
      const id = Math.max(10_000, ...call.state.mailTemplates.keys()) + 1;
      call.state.mailTemplates.set(id, {
        id,
        name,
        content: templateContent(call.params),
        // The vendor reviews templates by hand; nobody is here to do it, so they are approved at once.
        approved: true,
        createdAt: new Date(call.clock.nowMs()).toISOString(),
      });
      return { TemplateID: id };
    },
  },
  UpdateEmailTemplate: {
    run: (call) => {
      const template = templateOf(call, call.params.int('TemplateID'));
      template.name = call.params.str('TemplateName');
      template.content = templateContent(call.params);
      return {};
    },
  },
  DeleteEmailTemplate: {
    run: (call) => {
      call.state.mailTemplates.delete(call.params.int('TemplateID'));
      return {};
    },
  },
  GetEmailTemplate: {
    run: (call) => {
      const template = templateOf(call, call.params.int('TemplateID'));
      return {
        TemplateContent: {
          Html: encode(template.content.html),
          Text: encode(template.content.text),
        },
        TemplateStatus: template.approved ? APPROVED : PENDING,
        TemplateName: template.name,
      };
    },
  },
  ListEmailTemplates: {
    run: (call) => {
      const offset = call.params.int('Offset');
      const limit = call.params.int('Limit');
      const all = [...call.state.mailTemplates.values()];
      return {
        TemplatesMetadata: all.slice(offset, offset + limit).map((template) => ({
          CreatedTimestamp: Math.floor(Date.parse(template.createdAt ?? '2023-01-01T00:00:00Z') / 1000),
          TemplateName: template.name,
          TemplateStatus: template.approved ? APPROVED : PENDING,
          TemplateID: template.id,
          ReviewReason: '',
        })),
        TotalCount: all.length,
      };
    },
  },
  GetSendEmailStatus: {
    run: (call) => {
      const date = call.params.str('RequestDate');
      if (!/^\d{4}-\d\d-\d\d$/.test(date)) {
        throw new ApiError('InvalidParameterValue.WrongDate', 'RequestDate must be YYYY-MM-DD.');
      }
      const offset = call.params.int('Offset');
      const limit = call.params.int('Limit');
      if (limit > 100) throw new ApiError('FailedOperation.InvalidLimit', 'Limit must be at most 100.');
      const id = call.params.optStr('MessageId');
      const to = call.params.optStr('ToEmailAddress');
      const mails = (call.state.mails ?? [])
        .filter((mail) => new Date(mail.sentMs).toISOString().startsWith(date))
        .filter((mail) => (id === undefined || mail.messageId === id) && (to === undefined || mail.to === to));
      return {
        EmailStatusList: mails.slice(offset, offset + limit).map((mail) => ({
          MessageId: mail.messageId,
          ToEmailAddress: mail.to,
          FromEmailAddress: mail.from,
          SendStatus: mail.sendStatus,
          DeliverStatus: mail.sendStatus === 0 ? 1 : 0,
          DeliverMessage: mail.sendStatus === 0 ? 'success' : '',
          RequestTime: Math.floor(mail.sentMs / 1000),
          DeliverTime: mail.sendStatus === 0 ? Math.floor(mail.sentMs / 1000) : 0,
          UserOpened: false,
          UserClicked: false,
          UserUnsubscribed: false,
          UserComplainted: false,
        })),
      };
    },
  },
};

function sendEmail(call: Call): object {
  const { params, state } = call;
  const from = params.str('FromEmailAddress');
  // `a@b` or `Name <a@b>` with exactly one space before the bracket and no colon in the name (sdk:ses_models).
  if (!/^(?:[^:<>]*\S <)?[^\s<>@:]+@[^\s<>@]+\.[^\s<>@]+>?$/.test(from)) {
    throw new ApiError('FailedOperation.IncorrectSender', 'The sender has a wrong format.');
  }
  const subject = params.str('Subject');
  const recipients = {
    to: params.strings('Destination'),
    cc: params.strings('Cc'),
    bcc: params.strings('Bcc'),
  };
  const everyone = Object.values(recipients).flat();
  if (everyone.length === 0) throw new ApiError('MissingParameter.EmailsNecessary', 'A recipient is required.');
  if (recipients.to.length > 50 || recipients.cc.length > 20 || recipients.bcc.length > 20) {
    throw new ApiError('FailedOperation.TooManyRecipients', 'There are too many recipients.');
  }
  for (const address of everyone) {
    if (!/^[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+$/.test(address)) {
      throw new ApiError('InvalidParameterValue.IllegalEmailAddress', 'A recipient address is illegal.');
    }
  }
  const content = rendered(call);
  const attachments = params.items('Attachments').map((item) => ({
    FileName: item.str('FileName'),
    Content: item.str('Content'),
  }));
  if (attachments.reduce((sum, one) => sum + Buffer.byteLength(one.Content, 'base64'), 0) > 4 * MB) {
    throw new ApiError('FailedOperation.AttachContentToolarge', 'The attachments are larger than 4 MB.');
  }
  const messageId = `qcloudses-${state.ownerUin}-${randomUUID()}`;
  const nowMs = call.clock.nowMs();
  state.mails ??= [];
  for (const to of everyone) {
    // 10 an hour from one sender to one recipient: the call succeeds, the status says 1006.
    const recent = state.mails.filter(
      (mail) => mail.from === from && mail.to === to && mail.sentMs > nowMs - 3_600_000,
    );
    const sendStatus = recent.filter((mail) => mail.sendStatus === 0).length >= 10 ? 1006 : 0;
    state.mails.push({ messageId, from, to, sentMs: nowMs, sendStatus });
  }
  state.messages.push({
    channel: 'ses',
    receivedAt: new Date(nowMs).toISOString(),
    path: everyone.join(','),
    headers: { from, subject, 'message-id': messageId },
    body: JSON.stringify({ from, ...recipients, subject, ...content, attachments }),
    status: 200,
    accepted: true,
  });
  return { MessageId: messageId };
}

/** The mail as the recipient reads it: the template with its placeholders filled. Ordinary accounts must use a template. */
function rendered(call: Call): { templateId: number; data: unknown; html: string | null; text: string | null } {
  const template = call.params.optObject('Template');
  if (!template) {
    throw call.params.has('Simple')
      ? new ApiError('FailedOperation.WithOutPermission', 'Custom content is not enabled: a template must be used.')
      : new ApiError('FailedOperation.MissingEmailContent', 'Template is required.');
  }
  const id = template.int('TemplateID');
  const known = call.state.mailTemplates.get(id);
  if (!known) throw new ApiError('FailedOperation.InvalidTemplateID', 'The template id is invalid or unavailable.');
  if (!known.approved) {
    throw new ApiError('OperationDenied.TemplateStatusError', 'The template is not approved.');
  }
  const text = template.optStr('TemplateData') ?? '{}';
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new ApiError('FailedOperation.WrongContentJson', 'TemplateData is not JSON.');
  }
  const isFlat =
    typeof data === 'object' &&
    data !== null &&
    !Array.isArray(data) &&
    Object.values(data).every((value) => typeof value !== 'object');
  if (!isFlat)
    throw new ApiError('InvalidParameterValue.TemplateDataError', 'TemplateData must be flat keys and values.');
  const values = data as Record<string, unknown>;
  if (Object.values(values).some((value) => /<\/?[a-z][^>]*>/i.test(String(value)))) {
    throw new ApiError('InvalidParameterValue.TemplateDataError', 'Values of TemplateData must not be HTML.');
  }
  const fill = (content: string | undefined) =>
    content === undefined
      ? null
      : content.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (whole, name: string) => String(values[name] ?? whole));
  return { templateId: id, data, html: fill(known.content.html), text: fill(known.content.text) };
}

function templateOf(call: Call, id: number) {
  const template = call.state.mailTemplates.get(id);
  if (!template) throw new ApiError('InvalidParameterValue.TemplateNotExist', 'The template does not exist.');
  return template;
}

function templateContent(params: Params): { html?: string; text?: string } {
  const content = params.optObject('TemplateContent');
  const html = content?.optStr('Html');
  const text = content?.optStr('Text');
  if (!html && !text) throw new ApiError('InvalidParameterValue.TemplateContentIsNULL', 'The template is empty.');
  return { ...(html ? { html: decode(html) } : {}), ...(text ? { text: decode(text) } : {}) };
}

function decode(base64: string): string {
  if (!/^[A-Za-z0-9+/\s]*={0,2}$/.test(base64)) {
    throw new ApiError('InvalidParameterValue.TemplateContentIsWrong', 'The template content is not base64.');
  }
  return Buffer.from(base64, 'base64').toString('utf8');
}

function encode(text: string | undefined): string {
  return text === undefined ? '' : Buffer.from(text, 'utf8').toString('base64');
}

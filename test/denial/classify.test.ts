import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { classify } from '../../lib/denial/classify.js';
import { normaliseMessage } from '../../lib/denial/message.js';

const cases = JSON.parse(readFileSync(join(__dirname, '../cases/denial/kinds.json'), 'utf8')) as [
  string,
  string,
  string,
][];

describe('the kind of a refusal', () => {
  test.each(cases)('code %j with message %j is %s', (code, message, kind) => {
    expect(classify(code, message)).toBe(kind);
    expect(classify(code.toUpperCase(), message.toLowerCase())).toBe(kind);
  });
});

describe('messages are counted without their variable parts', () => {
  test.each([
    ["Condition key key doesn't match the value a/b c", "Condition key key doesn't match the value {value}"],
    [
      "Condition key bucket doesn't match the value [b-1250000000]",
      "Condition key bucket doesn't match the value {value}",
    ],
    [
      'You post object request has been expired, expiration time: 1621188104 but the time now : 1621245817',
      'You post object request has been expired, expiration time: {time} but the time now : {time}',
    ],
    ['Access Denied.', 'Access Denied.'],
    ['expiration time:1 and The Time Now:2', 'expiration time:{time} and The Time Now:{time}'],
    ['before 2026-11-23T10:00:00.123Z, after 2026-11-23T10:00:01', 'before {time}, after {time}'],
    ['order 1234567890 of 123456789', 'order {number} of 123456789'],
    [`so Condition key k doesn't match the value v`, `so Condition key k doesn't match the value v`],
    [`${'x '.repeat(250)}`, `${'x '.repeat(250)}`],
    [`${'x '.repeat(250)}y`, `${'x '.repeat(250)}…`],
    ['id NjgzNDk2MmZfYTAxMjNlMGJfMTNlZV9hYjY2YzE of a user', 'id {id} of a user'],
    ['id NjgzNDk2MmZfYTAxMjNlMGJfMTNlZV9hYjY2YzE= of AKIDNYVCdoJQyGJ5b1234', 'id {id} of {key}'],
  ])('%s', (message, expected) => {
    expect(normaliseMessage(message)).toBe(expected);
  });
});

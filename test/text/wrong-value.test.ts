import { wrongValue } from '../../lib/text/wrong-value.js';

test.each([
  [{ code: 'invalid_type', expected: 'string', input: 5 }, 'must be a text, found 5'],
  [{ code: 'invalid_type', expected: 'int', input: 'x' }, 'must be a whole number, found "x"'],
  [{ code: 'invalid_type', expected: 'record', input: null }, 'must be an object, found null'],
  [{ code: 'invalid_type', expected: 'array', input: {} }, 'must be a list, found an object'],
  [{ code: 'invalid_type', expected: 'object', input: [] }, 'must be an object, found a list'],
  [{ code: 'invalid_type', expected: 'date', input: 1 }, 'must be date, found 1'],
  [{ code: 'invalid_type', expected: 'boolean' }, 'must be true or false, it is missing'],
  [{ code: 'invalid_value', values: ['sub', 'root'], input: 'x' }, 'must be sub or root, found "x"'],
  [{ code: 'invalid_value', input: 'x'.repeat(100) }, `must be , found "${'x'.repeat(59)}`],
  [{ code: 'unrecognized_keys', keys: ['a', 'b'], input: {} }, 'has fields that nobody knows: a, b'],
  [{ code: 'custom', message: 'must be a method such as GET', input: 5 }, 'must be a method such as GET'],
  [{ code: 'invalid_union', message: 'Invalid input', input: 5 }, 'has a value of the wrong form'],
  [{ code: 'invalid_union', input: 5 }, 'has a value of the wrong form'],
])('%j: %s', (mistake, sentence) => {
  expect(wrongValue(mistake)).toBe(sentence);
});

test.each([
  ['cos403.snapshot/2', /^is cos403\.snapshot\/2, this cos403 reads cos403\.snapshot\/1: upgrade cos403/],
  ['cos403.snapshot/10', /upgrade cos403/],
  ['cos403.snapshot/0', /^must be cos403\.snapshot\/1, found "cos403\.snapshot\/0"$/],
  ['cos403.snapshot/1x', /^must be/],
  ['cos403.scenario/2', /^must be/],
  ['x', /^must be/],
])('of the version %s it says %s', (input, sentence) => {
  expect(wrongValue({ code: 'invalid_value', values: ['cos403.snapshot/1'], input })).toMatch(sentence);
  expect(wrongValue({ code: 'invalid_value', values: ['cos403.snapshot/1', 'other'], input })).toMatch(/^must be/);
});

import fc from 'fast-check';
import { parsePolicy } from '../../lib/policy/parse.js';
import { runs } from '../support/property.js';

describe('parsePolicy', () => {
  test.each<[string, unknown, string[]]>([
    ['a clean policy', { version: '2.0', id: 'x', statement: [{ effect: 'allow', action: '*', resource: '*' }] }, []],
    ['an element beside the statements', { statement: [], 'a/b~c': 1 }, ['/a~1b~0c element-unknown']],
    ['an element of a statement', { Statement: [{ Effect: 'allow', Foo: 1 }] }, ['/Statement/0/Foo element-unknown']],
    ['a statement without a list', { statement: { effect: 'allow', Foo: 1 } }, ['/statement/Foo element-unknown']],
    [
      'an effect',
      { statement: [{ effect: 'x' }, {}] },
      ['/statement/0/effect effect-unknown', '/statement/1/effect effect-unknown'],
    ],
    [
      'a value in a list',
      { statement: [{ effect: 'deny', action: ['*', 5] }] },
      ['/statement/0/action/1 value-unknown'],
    ],
    [
      'a value without a list',
      { statement: [{ effect: 'deny', resource: 5 }] },
      ['/statement/0/resource value-unknown'],
    ],
    [
      'an operator',
      { statement: [{ effect: 'deny', condition: { moon: { a: 'b' } } }] },
      ['/statement/0/condition/moon/a condition-operator-unknown'],
    ],
    [
      'a condition',
      { statement: [{ effect: 'deny', condition: 5 }] },
      ['/statement/0/condition condition-form-unknown'],
    ],
    [
      'keys of an operator',
      { statement: [{ effect: 'deny', condition: { ip_equal: 5 } }] },
      ['/statement/0/condition/ip_equal condition-form-unknown'],
    ],
    [
      'a value of a condition',
      { statement: [{ effect: 'deny', condition: { ip_equal: { a: {} } } }] },
      ['/statement/0/condition/ip_equal/a condition-form-unknown'],
    ],
    ['a duplicate', { statement: [{ effect: 'deny', Effect: 'allow' }] }, ['/statement/0/Effect element-duplicate']],
    [
      'a duplicate at the top',
      { statement: [], STATEMENT: [] },
      ['/STATEMENT element-duplicate', ' statement-unknown', '/effect effect-unknown'],
    ],
    [
      'a statement that is none',
      { statement: ['x'] },
      ['/statement/0 statement-unknown', '/statement/0/effect effect-unknown'],
    ],
    ['a number as document', 5, [' statement-unknown', '/effect effect-unknown']],
    ['a document that is a statement', { effect: 'allow', Foo: 1 }, ['/Foo element-unknown']],
    ['no document', null, [' statement-unknown', '/effect effect-unknown']],
    ['a list as document', [], [' statement-unknown', '/effect effect-unknown']],
  ])('keeps what it does not understand with its place: %s', (_, document, unknown) => {
    const policy = parsePolicy(document, 'bucket');
    expect(policy.unknown.map((element) => `${element.pointer} ${element.reason}`)).toEqual(unknown);
  });

  test('reads JSON text, with a percent sign in it and URL-encoded', () => {
    const json = '{"statement":[{"effect":"allow","resource":"100%"}]}';
    for (const text of [json, encodeURIComponent(json)]) {
      expect(parsePolicy(text, 'identity').statements[0]?.resources).toEqual([{ form: 'unknown', text: '100%' }]);
    }
  });

  test('numbers statements, also the one that stands for a second list', () => {
    expect(parsePolicy({ version: '2.0' }, 'bucket').statements).toEqual([]);
    const numbers = (document: object) => parsePolicy(document, 'bucket').statements.map(({ number }) => number);
    expect(numbers({ statement: [{}, {}], Statement: [{}] })).toEqual([1, 2, 3]);
  });

  test('a principal where none may stand', () => {
    const document = { principal: { qcs: ['qcs::cam::uin/1:uin/2'] }, statement: [{ effect: 'allow' }] };
    expect(parsePolicy(document, 'identity').unknown).toEqual([
      { pointer: '/principal', reason: 'principal-forbidden' },
    ]);
    expect(parsePolicy(document, 'identity').unknown).toHaveLength(1);
    expect(parsePolicy(document, 'bucket').unknown).toEqual([]);
  });

  test('an unreadable list inside a principal keeps its place', () => {
    const [statement] = parsePolicy({ statement: [{ effect: 'allow', principal: { qcs: [7] } }] }, 'bucket').statements;
    expect(statement?.principals).toEqual([{ type: 'unknown', text: '/statement/0/principal/qcs' }]);
    const [other] = parsePolicy({ statement: [{ effect: 'allow', principal: 7 }] }, 'bucket').statements;
    expect(other?.principals).toEqual([{ type: 'unknown', text: '/statement/0/principal' }]);
    const [federated] = parsePolicy({ statement: [{ principal: { Federated: ['x'] } }] }, 'bucket').statements;
    expect(federated?.principals).toEqual([{ type: 'unknown', text: 'federated: x' }]);
  });

  test('the same document is read once, for each place', () => {
    const document = { statement: [{ effect: 'allow' }] };
    expect(parsePolicy(document, 'bucket')).toBe(parsePolicy(document, 'bucket'));
    expect(parsePolicy(document, 'identity')).not.toBe(parsePolicy(document, 'bucket'));
    expect(parsePolicy(document, 'identity').kind).toBe('identity');
  });

  test('never throws, whatever it is given', () => {
    const word = fc.constantFrom(
      'statement',
      'Statement',
      'effect',
      'action',
      'principal',
      'condition',
      'qcs',
      'allow',
      '*',
    );
    const anything = fc.anything({
      key: fc.oneof(word, fc.string()),
      values: [word, fc.string(), fc.integer(), fc.constant(null)],
    });
    fc.assert(
      fc.property(anything, fc.constantFrom('bucket' as const, 'identity' as const), (document, kind) => {
        const policy = parsePolicy(document, kind);
        for (const statement of policy.statements) {
          for (const element of statement.unknown) expect(policy.unknown).toContainEqual(element);
        }
      }),
      runs(),
    );
  });
});

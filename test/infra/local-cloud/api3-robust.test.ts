import fc from 'fast-check';
import type { Api3Context } from '../../../infra/local-cloud/api3/call.js';
import { callerOf } from '../../../infra/local-cloud/api3/caller.js';
import { ApiError } from '../../../infra/local-cloud/api3/error.js';
import { handle, SERVICES } from '../../../infra/local-cloud/api3/handler.js';
import { Params, unflatten } from '../../../infra/local-cloud/api3/params.js';
import { buildState } from '../../../infra/local-cloud/build-state.js';
import { createClock } from '../../../infra/local-cloud/clock.js';
import { completeScenario } from '../../../infra/local-cloud/seed.js';
import { runs } from '../../support/property.js';
import { zipOf } from './scf-support.js';

function account(): Api3Context & { rootId: string } {
  const scenario = completeScenario({
    schema: 'cos403.scenario/1',
    buckets: { 'b-1250000000': {} },
    cam: {
      users: { '100000000002': { name: 'alice', groups: ['devs'] } },
      groups: { devs: {} },
      roles: { '4611686018427844696': { name: 'worker' } },
    },
  });
  return {
    state: buildState(scenario, 0),
    clock: createClock(() => 1_800_000_000_000),
    rootId: scenario.root.secretId,
  };
}

const ACTIONS = Object.values(SERVICES).flatMap(({ name, actions }) =>
  Object.keys(actions).map((action) => [name, action] as const),
);

/** Right and wrong values of the parameters that actions know. */
const plausible = fc.record(
  {
    FunctionName: fc.constantFrom('fn', '', 'x'.repeat(99)),
    Namespace: fc.constantFrom('default', '__proto__'),
    Code: fc.oneof(fc.constant({ ZipFile: zipOf({ 'index.js': '1' }) }), fc.jsonValue()),
    Runtime: fc.constantFrom('Nodejs20.19', 'Go1', 'x'),
    Type: fc.constantFrom('cos', 'timer', 'http'),
    TriggerName: fc.constantFrom('t', 'b-1250000000.cos.ap-guangzhou.myqcloud.com'),
    TriggerDesc: fc.oneof(
      fc.constantFrom('0 * * * * * *', '{"event":"cos:ObjectCreated:*","filter":{}}', 'null', '[]'),
      fc.json(),
    ),
    Environment: fc.jsonValue(),
    AsyncTriggerConfig: fc.jsonValue(),
    Event: fc.json(),
    TargetUin: fc.constantFrom(100000000001, 100000000002, 7, -1),
    AttachUin: fc.constantFrom(100000000002, 7),
    Name: fc.constantFrom('alice', 'bob', '$DEFAULT', 'constructor'),
    GroupId: fc.constantFrom(1, 9),
    GroupName: fc.constantFrom('devs', 'ops'),
    Info: fc.jsonValue(),
    RoleName: fc.constantFrom('worker', 'new', ''),
    RoleId: fc.constantFrom('4611686018427844696', '1'),
    RoleArn: fc.constantFrom('qcs::cam::uin/100000000001:roleName/worker', 'x'),
    RoleSessionName: fc.constantFrom('me', '!'),
    Policy: fc.oneof(fc.constantFrom('%7B%7D', '%', '[]'), fc.json()),
    PolicyId: fc.oneof(fc.constantFrom(1, 596170, 200000001), fc.array(fc.nat(3))),
    PolicyName: fc.constantFrom('p', 'AdministratorAccess', '*'),
    PolicyDocument: fc.oneof(
      fc.constantFrom('{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}', 'null'),
      fc.json(),
    ),
    Page: fc.integer({ min: -2, max: 300 }),
    Rp: fc.integer({ min: -2, max: 300 }),
    AttachType: fc.constantFrom(0, 1, 2),
    Offset: fc.integer({ min: -3, max: 9 }),
    Limit: fc.integer({ min: -3, max: 300 }),
    TemplateID: fc.constantFrom(10001, 1),
    TemplateName: fc.constant('t'),
    TemplateContent: fc.oneof(fc.constant({ Text: 'eA==' }), fc.jsonValue()),
    Template: fc.oneof(fc.constant({ TemplateID: 10001, TemplateData: '{}' }), fc.jsonValue()),
    FromEmailAddress: fc.constantFrom('a@b.cd', 'x'),
    Subject: fc.string(),
    Destination: fc.oneof(fc.constant(['o@b.cd']), fc.jsonValue()),
    RequestDate: fc.constantFrom('2027-01-15', 'x'),
  },
  { requiredKeys: [] },
);

describe('every action of API 3.0', () => {
  it('answers or refuses in words, whatever its parameters are', async () => {
    const context = account();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ACTIONS), plausible, async ([service, action], parameters) => {
        const caller = callerOf(context.state, context.rootId);
        try {
          const answer = await handle(service, action, new Params(parameters), caller, context);
          expect(JSON.parse(JSON.stringify(answer))).toBeInstanceOf(Object);
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError);
        }
      }),
      { numRuns: runs().numRuns * 3 },
    );
  });

  it('says which action an unprivileged caller is not allowed', async () => {
    const context = account();
    const { state } = context;
    state.users
      .get('100000000002')!
      .accessKeys.push({ id: 'AKIDa', secretKey: 's', status: 'Active', createdAt: '2026-01-01T00:00:00Z' });
    const caller = callerOf(state, 'AKIDa');
    for (const [service, action] of ACTIONS.filter(([, name]) => name !== 'GetCallerIdentity')) {
      await expect(handle(service, action, new Params({}), caller, context)).rejects.toMatchObject({
        code: 'UnauthorizedOperation',
        message: expect.stringContaining(`(${service}:${action})`),
      });
    }
  });
});

describe('flat parameters', () => {
  it('mean lists where their names are numbers, and reach no prototype', () => {
    expect(
      unflatten([
        ['A.0.K', '1'],
        ['A.1.K', '2'],
        ['B', 'x'],
        ['C.D', 'y'],
      ]),
    ).toEqual({ A: [{ K: '1' }, { K: '2' }], B: 'x', C: { D: 'y' } });
    unflatten([
      ['__proto__.polluted', '1'],
      ['constructor.prototype.polluted', '1'],
    ]);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});

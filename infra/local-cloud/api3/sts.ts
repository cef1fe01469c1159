import type { PolicyDocument } from '../../../lib/facts/snapshot.js';
import type { RoleState, TemporaryKeyState } from '../state.js';
import type { Call, Service } from './call.js';
import { resources, roleByName, userByUin } from './cam/lookup.js';
import { ApiError } from './error.js';
import { issueTemporaryKey } from './temporary-keys.js';
import { trusts } from './trust.js';

/** STS 2018-08-13. */
export const sts: Service = {
  GetCallerIdentity: { run: identity },
  AssumeRole: {
    resources: (call) => [resources.role(call, assumed(call)?.name)],
    run: (call) => {
      const role = assumed(call);
      if (!role) throw new ApiError('ResourceNotFound.RoleNotFound', 'The role does not exist.');
      const session = call.params.str('RoleSessionName');
      if (!/^[\w+=,.@_-]{2,128}$/.test(session)) {
        throw new ApiError('InvalidParameter.ParamError', 'RoleSessionName must be 2-128 of [\\w+=,.@_-].');
      }
      if (!trusts(role.trustPolicy, { caller: call.caller })) {
        throw new ApiError('UnauthorizedOperation', 'The role does not trust the caller (sts:AssumeRole).');
      }
      return issued(call, {
        requester: `${call.state.ownerUin}:${role.id}`,
        seconds: call.params.intIn('DurationSeconds', 7200, 1, 43_200),
        session,
      });
    },
  },
  GetFederationToken: {
    run: (call) => {
      if (call.state.temporaryKeys.has(call.caller.secretId)) {
        throw new ApiError('UnauthorizedOperation', 'GetFederationToken is callable only with permanent keys.');
      }
      const name = call.params.str('Name');
      if (!/^[A-Za-z]+$/.test(name)) throw new ApiError('InvalidParameter.ParamError', 'Name must be letters only.');
      call.params.str('Policy');
      const longest = call.caller.kind === 'root' ? 7200 : 129_600;
      return issued(call, {
        requester: `${call.state.ownerUin}:${call.caller.id}`,
        seconds: call.params.intIn('DurationSeconds', 1800, 1, longest),
        session: name,
      });
    },
  },
  QueryApiKey: {
    resources: (call) => [resources.user(call, call.params.optInt('TargetUin') ?? call.caller.id)],
    run: (call) => {
      const user = userByUin(call.state, call.params.optInt('TargetUin') ?? call.caller.id);
      return {
        IdKeys: user.accessKeys.map((key) => ({
          SecretId: key.id,
          CreateTime: Math.floor(Date.parse(key.createdAt) / 1000),
          Status: { Active: 2, Inactive: 3, Deleted: 4 }[key.status],
        })),
      };
    },
  },
};

function identity(call: Call): object {
  const { caller, state } = call;
  const owner = state.ownerUin;
  if (caller.kind === 'role') {
    return {
      Type: 'CAMRole',
      AccountId: owner,
      UserId: `${caller.id}:${caller.session}`,
      PrincipalId: state.temporaryKeys.get(caller.secretId)?.issuedBy ?? owner,
      Arn: `qcs::sts:${owner}:assumed-role/${caller.id}`,
    };
  }
  if (caller.kind === 'federated') {
    return {
      Type: 'CAMUser',
      AccountId: owner,
      UserId: `${caller.id}:${caller.session}`,
      PrincipalId: caller.id,
      Arn: `qcs::sts:${owner}:federated-user/${caller.id}`,
    };
  }
  return {
    Type: caller.kind === 'root' ? 'RootAccount' : 'CAMUser',
    AccountId: owner,
    UserId: caller.id,
    PrincipalId: caller.id,
    Arn: `qcs::cam:${owner}:uin/${caller.id}`,
  };
}

/** `qcs::cam::uin/<owner>:roleName/<name>` or `:role/<id>`. */
function assumed(call: Call): RoleState | undefined {
  const arn = call.params.optStr('RoleArn') ?? '';
  const match = /^qcs::cam::uin\/(\d+):(roleName|role)\/(.+)$/.exec(arn);
  if (!match || match[1] !== call.state.ownerUin) return undefined;
  return match[2] === 'role' ? call.state.roles.get(match[3]!) : roleByName(call.state, match[3]!);
}

function issued(call: Call, options: { requester: string; seconds: number; session: string }): object {
  const nowMs = call.clock.nowMs();
  const key = issueTemporaryKey(call.state, {
    requester: options.requester,
    // A role session of a session is not chained: the role's own policies count.
    sessionPolicy: sessionPolicy(call.params.optStr('Policy')),
    nowMs,
    expiresMs: (Math.floor(nowMs / 1000) + options.seconds) * 1000,
    session: options.session,
    issuedBy: call.caller.id,
  });
  return { Credentials: credentials(key), ExpiredTime: key.expiresMs / 1000, Expiration: expiration(key) };
}

function credentials(key: TemporaryKeyState) {
  return { Token: key.token, TmpSecretId: key.secretId, TmpSecretKey: key.secretKey };
}

function expiration(key: TemporaryKeyState): string {
  return new Date(key.expiresMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `Policy` is URL-encoded JSON without principal; some clients send it plain. */
function sessionPolicy(text: string | undefined): PolicyDocument | null {
  if (text === undefined) return null;
  for (const read of [decodeURIComponent, (plain: string) => plain]) {
    try {
      const document: unknown = JSON.parse(read(text));
      if (typeof document === 'object' && document !== null && !Array.isArray(document))
        return document as PolicyDocument;
    } catch {
      // The other spelling may fit.
    }
  }
  throw new ApiError('InvalidParameter.PolicyError', 'Policy is not URL-encoded JSON.');
}

import type { FunctionState, PublishedVersion } from '../../state.js';
import { type Call, plainTime, type Service } from '../call.js';
import { ApiError } from '../error.js';
import { functionOf, functionResource, mustBeActive } from './lookup.js';

export const versionActions: Service = {
  PublishVersion: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      mustBeActive(fn, 'FailedOperation.PublishVersion');
      const version = publish(call, fn, call.params.optStr('Description') ?? '');
      return {
        FunctionVersion: version.version,
        CodeSize: version.zip.length,
        MemorySize: fn.memoryMb,
        Description: version.description,
        Handler: fn.handler,
        Timeout: fn.timeoutSeconds,
        Runtime: fn.runtime,
        Namespace: fn.namespace,
      };
    },
  },
  ListVersionByFunction: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      const all = [latest(fn), ...fn.versions];
      const offset = call.params.optInt('Offset') ?? 0;
      const shown = all.slice(offset, offset + (call.params.optInt('Limit') ?? 20));
      return {
        FunctionVersion: shown.map((version) => version.version),
        Versions: shown.map((version) => ({
          Version: version.version,
          Description: version.description,
          AddTime: plainTime(version.createdAt ?? fn.createdAt),
          ModTime: plainTime(version.createdAt ?? fn.modifiedAt),
          Status: 'Active',
        })),
        TotalCount: all.length,
      };
    },
  },
  GetAlias: {
    resources: functionResource,
    run: (call) => alias(functionOf(call), call.params.str('Name')),
  },
  ListAliases: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      const names = ['$DEFAULT', ...(fn.aliases ?? []).map((one) => one.name).filter((name) => name !== '$DEFAULT')];
      return { Aliases: names.map((name) => alias(fn, name)), TotalCount: names.length };
    },
  },
  CreateAlias: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      const name = call.params.str('Name');
      if (fn.aliases?.some((one) => one.name === name))
        throw new ApiError('ResourceInUse.Alias', 'The alias exists already.');
      setAlias(call, fn, name);
      return {};
    },
  },
  UpdateAlias: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      alias(fn, call.params.str('Name'));
      setAlias(call, fn, call.params.str('Name'));
      return {};
    },
  },
  DeleteAlias: {
    resources: functionResource,
    run: (call) => {
      const fn = functionOf(call);
      alias(fn, call.params.str('Name'));
      fn.aliases = (fn.aliases ?? []).filter((one) => one.name !== call.params.str('Name'));
      return {};
    },
  },
};

/** Freezes code and configuration under the next number. */
export function publish(call: Call, fn: FunctionState, description: string): PublishedVersion {
  const version: PublishedVersion = {
    version: String(Math.max(0, ...fn.versions.map((one) => Number(one.version))) + 1),
    description,
    zip: fn.zip,
    config: configOf(fn),
    createdAt: new Date(call.clock.nowMs()).toISOString(),
  };
  fn.versions.push(version);
  return version;
}

function configOf(fn: FunctionState): NonNullable<PublishedVersion['config']> {
  const { runtime, handler, role, memoryMb, timeoutSeconds, environment, codeHash } = fn;
  return { runtime, handler, role, memoryMb, timeoutSeconds, environment: { ...environment }, codeHash };
}

function latest(fn: FunctionState): PublishedVersion {
  return { version: '$LATEST', description: '', zip: fn.zip, config: configOf(fn) };
}

/** What a qualifier stands for: `$LATEST`, a number, `$DEFAULT` or another alias. */
export function versionOf(fn: FunctionState, qualifier: string): PublishedVersion {
  const aliased = fn.aliases?.find((one) => one.name === qualifier)?.version;
  const wanted = aliased ?? (qualifier === '$DEFAULT' ? '$LATEST' : qualifier);
  if (wanted === '$LATEST') return latest(fn);
  const version = fn.versions.find((one) => one.version === wanted);
  if (!version) throw new ApiError('ResourceNotFound.FunctionVersion', `The version ${qualifier} does not exist.`);
  return version;
}

/** `$DEFAULT` is there from the beginning and points to `$LATEST`. */
function alias(fn: FunctionState, name: string): object {
  const known = fn.aliases?.find((one) => one.name === name);
  if (!known && name !== '$DEFAULT') throw new ApiError('ResourceNotFound.Alias', `The alias ${name} does not exist.`);
  return {
    FunctionVersion: known?.version ?? '$LATEST',
    Name: name,
    RoutingConfig: { AdditionalVersionWeights: [], AddtionVersionMatchs: [] },
    Description: known?.description ?? '',
    AddTime: plainTime(known?.createdAt ?? fn.createdAt),
    ModTime: plainTime(known?.modifiedAt ?? fn.createdAt),
  };
}

function setAlias(call: Call, fn: FunctionState, name: string): void {
  const version = call.params.str('FunctionVersion');
  if (version !== '$LATEST') versionOf(fn, version);
  const now = new Date(call.clock.nowMs()).toISOString();
  const known = fn.aliases?.find((one) => one.name === name);
  const description = call.params.optStr('Description') ?? known?.description ?? '';
  if (known) Object.assign(known, { version, description, modifiedAt: now });
  else (fn.aliases ??= []).push({ name, version, description, createdAt: now, modifiedAt: now });
}

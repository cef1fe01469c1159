import type { CallApi } from '../cloud/api.js';
import type { CosClient } from '../cloud/cos.js';
import { realPatience } from '../cloud/retry.js';
import { diagnose } from '../diagnose/diagnose.js';
import type { DiagnoseFn } from '../diagnose/model.js';
import { type FactCache, factCache, type StoredFactCache } from '../facts/cache.js';
import { diagnoseWithFacts } from '../facts/driver.js';
import { emptySnapshot } from '../facts/merge.js';
import { type FactSource, isoSeconds, liveFacts, offlineFacts } from '../facts/source.js';
import { withFields } from '../store/fields.js';
import type { Store } from '../store/store.js';
import { writeVersioned } from '../store/versioned.js';
import type { Diagnoser } from './ports.js';
import { type Refused, readOrRefuse } from './refused.js';

/** Why a fact could not be read this time, and may well be the next: our limits, the network, a service that is busy or broken. */
const PASSING =
  /^(budget|timeout|network|SlowDown|ServiceUnavailable|RequestLimitExceeded(\..+)?|InternalError(\..+)?|InternalServerError|ServerBusy|5\d\d)$/;

const CACHE_FORMAT = { schema: 'cos403.facts-cache/1', parse: withFields<StoredFactCache>({ entries: 'list' }) };
const CACHE_KEY = 'incidents/facts-cache.json.gz';

export interface LiveDiagnosisOptions {
  readonly store: Store;
  /** Opened when the first diagnosis is due; null without credentials. */
  readonly cloud: () => Promise<{ readonly cos: CosClient; readonly api: CallApi } | null>;
  /** Cloud calls that one run may spend. */
  readonly calls: number;
  nowMs(): number;
}

/** Diagnoses with live facts, cached for some minutes over runs. Without the cloud it says what the log alone proves. */
export function liveDiagnoser(options: LiveDiagnosisOptions): Diagnoser {
  const budget = { calls: options.calls };
  return async (groups, context, { deadlineMs, signal }) => {
    // The driver would show each group only the groups asked about; all of them are evidence.
    const withAll: DiagnoseFn = (group, snapshot) => diagnose(group, snapshot, context);
    const offline = offlineFacts(emptySnapshot(isoSeconds(options.nowMs())));
    const run = async (source: FactSource) => {
      const driven = await diagnoseWithFacts(groups, withAll, source, { changes: context.changes });
      const unfinished = (driven.snapshot.unknown ?? []).some(
        ({ reason, permission }) => !permission && PASSING.test(reason),
      );
      return driven.groups.map(({ outcome }) => ({ status: 'ok' as const, diagnoses: outcome.diagnoses, unfinished }));
    };
    const cloud = await options.cloud();
    if (cloud === null) return run(offline);
    const { cache, writable } = await loadCache(options.store);
    const patience = { ...realPatience, nowMs: options.nowMs };
    const spend = { calls: budget.calls, deadlineMs };
    try {
      return await run(liveFacts({ ...cloud, budget: spend, signal, cache, patience }));
    } catch {
      // Our own credentials were refused: what the log proves is still worth saying.
      return run(offline);
    } finally {
      budget.calls = spend.calls;
      if (writable) await writeVersioned(options.store, CACHE_KEY, cache.toJSON(options.nowMs()));
    }
  };
}

/** A damaged or old cache is no loss: facts are read again. One of a newer cos403 is not used and not written over. */
async function loadCache(store: Store): Promise<{ readonly cache: FactCache; readonly writable: boolean }> {
  const refused: Refused[] = [];
  const kept = await readOrRefuse<StoredFactCache>(store, CACHE_KEY, CACHE_FORMAT, refused);
  return {
    cache: factCache(kept ?? undefined),
    writable: !refused.some(({ why }) => why === 'newer'),
  };
}

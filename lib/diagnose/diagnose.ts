import type { Group, Shape } from '../aggregate/model.js';
import { type FactRequest, factRequestId } from '../facts/snapshot.js';
import { CAUSES } from './causes/index.js';
import { decide } from './decide/index.js';
import { isNamed, NAMED } from './decide/named.js';
import { scannerFinding } from './decide/scanner.js';
import { atMost, type Finding } from './finding.js';
import { type Joined, join, type Weighted } from './join.js';
import type { DiagnoseFn, Diagnosis } from './model.js';
import { onsetOf } from './onset.js';
import { commonParams } from './params.js';
import { divide } from './parts.js';
import { remedyFor } from './remedy.js';
import { fill, joinTexts } from './template.js';
import { type Part, type View, viewOf } from './view.js';
import { orderWants } from './wants.js';

/**
 * The causes of one group of denials, and the facts that would separate what is still open. Pure. The counts of the diagnoses
 * add up to the group's count; what nobody can explain is an entry with cause `unexplained`.
 */
export const diagnose: DiagnoseFn = (group, snapshot, context) => {
  const view = viewOf(group, snapshot, context);
  const joined = join(explain(view));
  const diagnoses = joined
    .map((entry) => diagnosisOf(entry, view))
    .sort((a, b) => b.count - a.count || compare(a.cause.id, b.cause.id) || compare(a.subject, b.subject));
  return { diagnoses, wants: wantsOf(joined, view) };
};

/** A finding for every denial of the group. */
function explain(view: View): Weighted[] {
  const { group } = view;
  const division = divide(group);
  const weighted: Weighted[] = [];
  const byShape = new Map<Shape, Finding[]>();
  const whole = new Map<Shape, Finding>();
  for (const { part, count } of division.parts) {
    const finding = whole.get(part.shape) ?? decide(group.kind, part, view);
    if (finding.wholeShape) whole.set(part.shape, finding);
    weighted.push({ finding, part, count, inferred: false });
    byShape.set(part.shape, [...(byShape.get(part.shape) ?? []), finding]);
  }
  for (const { shape, count } of division.shapeRests) {
    const part: Part = { shape, request: null };
    const listed = byShape.get(shape);
    const certain = whole.get(shape) ?? (listed === undefined ? wholeOf(part, view) : undefined);
    if (certain) weighted.push({ finding: certain, part, count, inferred: false });
    else
      weighted.push({ finding: restFinding(listed ?? representative(shape, view), view), part, count, inferred: true });
  }
  if (division.scanned > 0)
    weighted.push({ finding: scannerFinding(view), part: partOf(group), count: division.scanned, inferred: false });
  if (division.rest > 0) {
    const finding = restFinding([...byShape.values()].flat().concat([...whole.values()]), view);
    weighted.push({ finding, part: partOf(group), count: division.rest, inferred: true });
  }
  return weighted;
}

/** All listed requests of the shape went to scanners: one of them tells what the others would have met. */
function representative(shape: Shape, view: View): Finding[] {
  const [request] = shape.requests;
  return request === undefined ? [] : [decide(view.group.kind, { shape, request }, view)];
}

/** A shape of which no request is listed: only what holds for all of it can be said. */
function wholeOf(part: Part, view: View): Finding | undefined {
  const finding = decide(view.group.kind, part, view);
  return finding.wholeShape ? finding : undefined;
}

/** What is counted but not listed has the cause of what is listed, at most likely, if that is one; else nobody knows (contract 6). */
function restFinding(listed: readonly Finding[], view: View): Finding {
  const [first] = listed;
  const one =
    first !== undefined && listed.every((other) => other.cause === first.cause && other.subject === first.subject);
  if (one) {
    const named = isNamed(view.group.kind);
    return {
      ...first,
      confidence: named ? first.confidence : atMost(first.confidence, 'likely'),
      notes: [
        {
          en: 'These denials are counted without detail; they are taken to be like the others of the group.',
          zh: '这些拒绝只有计数而没有明细；假定与该组其他请求原因相同。',
        },
      ],
    };
  }
  if (first === undefined && isNamed(view.group.kind))
    return { cause: NAMED[view.group.kind], confidence: 'likely', subject: view.group.bucket, checks: [] };
  return {
    cause: 'unexplained',
    confidence: 'possible',
    subject: 'rest',
    params: {
      rest: { en: 'denials that are counted without detail', zh: '只有计数而没有明细的拒绝' },
      message: { en: 'the others of the group have several causes', zh: '该组其他请求存在多种原因' },
    },
    checks: [],
    alternatives: [],
  };
}

function diagnosisOf(joined: Joined, view: View): Diagnosis {
  const { group } = view;
  const { finding, count } = joined;
  const cause = CAUSES[finding.cause];
  const params = { ...commonParams(joined, view), ...finding.params };
  const firstSeen = joined.parts.map(({ part }) => part.shape.firstSeen).sort()[0] ?? group.firstSeen;
  return {
    group: { bucket: group.bucket, kind: group.kind, requester: group.requester },
    count,
    share: group.count === 0 ? 0 : count / group.count,
    cause: {
      id: finding.cause,
      confidence: finding.confidence,
      title: fill(cause.title, params),
      summary: joinTexts([
        fill(cause.summary, params),
        ...(finding.exactly ? [finding.exactly] : []),
        ...(finding.notes ?? []),
      ]),
    },
    alternatives: finding.alternatives ?? [],
    checks: finding.checks,
    ruledOut: finding.ruledOut ?? [],
    remedy: remedyFor(cause, joined, view, params),
    missingPermissions: finding.missing ?? [],
    subject: finding.subject,
    onset: onsetOf(firstSeen, view),
  };
}

/** Facts are asked for by findings that are not certain; a fact counts once. */
function wantsOf(joined: readonly Joined[], view: View): FactRequest[] {
  const wants = new Map<string, FactRequest>();
  for (const { finding } of joined) {
    for (const want of finding.wants ?? []) wants.set(factRequestId(want), want);
  }
  return orderWants([...wants.values()], view);
}

/** A stand-in for denials of which no shape is kept. */
function partOf(group: Group): Part {
  const shape: Shape = group.shapes[0] ?? {
    count: group.count,
    firstSeen: group.firstSeen,
    lastSeen: group.lastSeen,
    action: group.actions[0]?.value ?? '-',
    method: '-',
    accessKeyId: '-',
    keyForm: 'none',
    signedBy: 'none',
    securityToken: false,
    validity: 'none',
    offBy: null,
    signSkew: null,
    hostStyle: 'virtual',
    host: '-',
    logSource: '-',
    storageClass: '-',
    referer: '-',
    fromVpc: null,
    accountId: '-',
    region: '-',
    pathForm: 'plain',
    extension: '',
    requests: [],
  };
  return { shape, request: null };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

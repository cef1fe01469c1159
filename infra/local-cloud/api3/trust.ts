import type { Caller } from './caller.js';

/**
 * Does a role's trust policy let this caller, or this cloud service (`scf.qcloud.com`), assume the role?
 * A principal `…:root` or `uin/R:uin/R` stands for everybody of the account who is allowed `sts:AssumeRole` himself.
 */
export function trusts(trustPolicy: string, who: { readonly caller: Caller } | { readonly service: string }): boolean {
  let document: { statement?: unknown };
  try {
    document = JSON.parse(trustPolicy) as { statement?: unknown };
  } catch {
    return false;
  }
  const statements = [document.statement].flat();
  // A scenario may leave the trust policy of a role out: then it does not matter to whoever wrote it.
  if (statements.length === 0) return true;
  return statements.some((statement) => {
    if (typeof statement !== 'object' || statement === null) return false;
    const { effect, principal } = statement as { effect?: unknown; principal?: unknown };
    if (String(effect).toLowerCase() !== 'allow') return false;
    const named = typeof principal === 'object' && principal !== null ? (principal as Record<string, unknown>) : {};
    if ('service' in who) return [named['service']].flat().includes(who.service);
    const { ownerUin, id } = who.caller;
    const accepted = [
      '*',
      `qcs::cam::uin/${ownerUin}:root`,
      `qcs::cam::uin/${ownerUin}:uin/${ownerUin}`,
      `qcs::cam::uin/${ownerUin}:uin/${id}`,
    ];
    return [principal, named['qcs']].flat().some((one) => accepted.includes(String(one)));
  });
}

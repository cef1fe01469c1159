/** Signatures and tokens in texts that come from an SDK, in any letter case or percent-encoding. */
const SECRET_PARAMETERS =
  /((?:q-signature|x-cos-security-token|x-ci-security-token|x-amz-signature|x-amz-security-token|signature|security-?token|sign|token)(?:=|%3d|["']?\s*:\s*["']?))[^&\s"'<>;,]+/gi;
/** The header forms: `Authorization: …` and TC3's `Signature=…` (above). */
const AUTHORIZATION = /(authorization["']?\s*[:=]\s*["']?)[^\r\n"']+/gi;

/** A text without signatures, tokens and the given secret values; at most 500 characters. */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text.replace(AUTHORIZATION, '$1***').replace(SECRET_PARAMETERS, '$1***');
  for (const secret of secrets) if (secret.length > 3) clean = clean.replaceAll(secret, '***');
  return clean.length > 500 ? `${clean.slice(0, 500)}…` : clean;
}

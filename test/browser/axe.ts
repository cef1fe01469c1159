import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { Browser } from './browser.js';

/**
 * Violations that axe-core finds, as id and where. The page's own policy blocks added scripts, so the checker comes through the
 * debugger.
 */
export async function axeViolations(browser: Browser, page: Page): Promise<unknown> {
  const session = await browser.context.newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8') });
  const answer = await session.send('Runtime.evaluate', {
    expression:
      'axe.run(document, { resultTypes: ["violations"] }).then((found) => JSON.stringify(found.violations.map((violation) => [violation.id, violation.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3)])))',
    awaitPromise: true,
    returnByValue: true,
  });
  return JSON.parse(String(answer.result.value));
}

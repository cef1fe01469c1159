import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const EXECUTABLE = process.env['COS403_CHROMIUM'] ?? '/usr/bin/chromium';
const present = existsSync(EXECUTABLE);
const required = (process.env['COS403_REQUIRE'] ?? '').split(',').includes('browser');

/** Tests that need Debian's Chromium: run when it is there, say one line when not, fail when COS403_REQUIRE asks for it. */
export function describeInBrowser(name: string, body: () => void): void {
  if (present) {
    describe(name, body);
    return;
  }
  test(`${name}: not run, there is no ${EXECUTABLE} (apt-get install chromium fonts-noto-cjk)`, () => {
    if (required) throw new Error(`COS403_REQUIRE asks for the browser, and ${EXECUTABLE} is not there`);
  });
}

export interface Browser {
  readonly context: BrowserContext;
  /** Opens a page and collects what it says on the console, its errors, and every request it makes. */
  open(url: string, options?: { readonly width?: number; readonly dark?: boolean }): Promise<OpenPage>;
  close(): Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

export async function launch(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'cos403-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  return {
    context,
    async open(url, { width = 1280, dark = false } = {}) {
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => requests.push(request.url()));
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      await page.goto(url);
      return { page, complaints, requests };
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

// Accessibility of a page as axe-core sees it.

import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What is wrong with a page by WCAG 2.2 A and AA and by axe's best practices: rule and place. Its context bypasses CSP. */
export async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.addScriptTag({ path: file });
  const results = (await page.evaluate('axe.run()')) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}`));
}

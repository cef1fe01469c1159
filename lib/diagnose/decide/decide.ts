import type { Finding } from '../finding.js';
import type { Part, View } from '../view.js';

/** The decision procedure of one kind: pure, for one part of a group. */
export type Decide = (part: Part, view: View) => Finding;

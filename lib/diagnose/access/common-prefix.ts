import { commonStart } from '../../aggregate/common-start.js';
import type { Shape } from '../../aggregate/model.js';

/** What every path of the shape begins with, the unlisted ones too; `` when nothing is known of those. */
export function commonPath(shape: Shape): string {
  if (shape.pathPrefix !== undefined) return shape.pathPrefix;
  const [first, ...others] = shape.requests.map((request) => request.path);
  if (first === undefined || (shape.requestsRest ?? 0) > 0) return '';
  return others.reduce(commonStart, first);
}

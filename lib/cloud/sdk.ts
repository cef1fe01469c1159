/**
 * The heavy part: both SDKs and the XML parser, about 100 ms to load. Always `await import('./sdk.js')`, never a static
 * import, so that the bundles keep it in a second file that is loaded when the first call is due.
 */
export { default as COS } from 'cos-nodejs-sdk-v5';
export { XMLParser } from 'fast-xml-parser';
export { CommonClient } from 'tencentcloud-sdk-nodejs/tencentcloud/common/index.js';

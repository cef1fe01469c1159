/**
 * What runs inside the child process of a function: plain CommonJS as text, because a child can load neither TypeScript nor a file
 * beside this one once everything is bundled. It talks to the runtime over the IPC channel:
 * in `{ event, context, env, clockOffsetMs }`, out `{ ready }`, `{ result }` or `{ error, errorType }`.
 * The function lives in local time: where the local clock was moved, `Date` is moved too, as both would stand in one data centre.
 * It behaves as the Node runtime of SCF (583/67790): an async handler's value counts and its callback is ignored; with the callback
 * form the platform waits for the event loop unless `context.callbackWaitsForEmptyEventLoop` is false.
 */
export const BOOTSTRAP = `'use strict';
const path = require('node:path');
const [root, handlerName] = process.argv.slice(2);
const send = (message) => process.send(message, () => {});
const dot = handlerName.lastIndexOf('.');
const describe = (error) => error instanceof Error ? (error.stack || String(error)) : JSON.stringify(error);
const RealDate = Date;
let clockOffset = 0;
let handler;
let busy = false;

function load() {
  const module = require(path.join(root, handlerName.slice(0, dot)));
  const found = module[handlerName.slice(dot + 1)];
  if (typeof found !== 'function') throw new Error('the handler ' + handlerName + ' is not a function');
  return found;
}

function answer(message) {
  if (!busy) return;
  busy = false;
  process.removeAllListeners('beforeExit');
  process.channel.ref();
  send({ ...message, maxRssKb: process.resourceUsage().maxRSS });
}

function succeed(value) {
  let text;
  try {
    text = JSON.stringify(value === undefined ? null : value);
  } catch (error) {
    return answer({ error: 'the return value is not JSON: ' + error.message, errorType: 'code' });
  }
  answer({ result: text === undefined ? 'null' : text });
}

const fail = (error) => answer({ error: describe(error), errorType: 'code' });

process.on('uncaughtException', (error) => {
  if (busy) fail(error);
  process.exitCode = 1;
  setImmediate(() => process.exit(1));
});
// Without the local cloud there is nobody to work for.
process.on('disconnect', () => process.exit(0));
process.on('unhandledRejection', (error) => { throw error; });

function moveClock(offset) {
  clockOffset = Math.abs(offset) < 1000 ? 0 : offset;
  if (clockOffset === 0 || globalThis.Date !== RealDate) return;
  const now = () => RealDate.now() + clockOffset;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args) => args.length > 0 ? new target(...args) : new target(now()),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => name === 'now' ? now : Reflect.get(target, name),
  });
}

process.on('message', async ({ event, context, env, clockOffsetMs }) => {
  busy = true;
  moveClock(clockOffsetMs);
  for (const [name, value] of Object.entries(env)) value === null ? delete process.env[name] : (process.env[name] = value);
  if (!handler) {
    const from = performance.now();
    try {
      handler = load();
    } catch (error) {
      return answer({ error: describe(error), errorType: 'load' });
    }
    send({ initMs: performance.now() - from });
  }
  let waits = true;
  let called = false;
  const full = {
    ...context,
    get callbackWaitsForEmptyEventLoop() { return waits; },
    set callbackWaitsForEmptyEventLoop(value) { waits = value; },
  };
  const whenEmpty = (done) => {
    process.removeAllListeners('beforeExit');
    process.once('beforeExit', done);
    process.channel.unref();
  };
  const finish = (done) => waits ? whenEmpty(done) : done();
  let early = null;
  let returned = false;
  const callback = (error, value) => {
    if (called) return;
    called = true;
    const done = () => error ? fail(error) : succeed(value);
    if (returned) finish(done);
    else early = done;
  };
  try {
    const value = handler(JSON.parse(event), full, callback);
    returned = true;
    if (value && typeof value.then === 'function') {
      called = true;
      succeed(await value);
    } else if (early) finish(early);
    else if (handler.length < 3) succeed(value);
    else if (!called) whenEmpty(() => succeed(null));
  } catch (error) {
    fail(error);
  }
});
send({ ready: true });
`;

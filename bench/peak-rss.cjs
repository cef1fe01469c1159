// Loaded before a Node program (`node -r peak-rss.cjs …`): tells the peak memory of its process on standard error when it ends.
if (require('node:worker_threads').isMainThread)
  process.on('exit', () => process.stderr.write(`peak-rss-kb=${process.resourceUsage().maxRSS}\n`));

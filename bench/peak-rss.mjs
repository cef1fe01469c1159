// Loaded before the command: tells its peak memory on standard error when it ends.
process.on('exit', () => process.stderr.write(`peak-rss-kb=${process.resourceUsage().maxRSS}\n`));

/** Loaded into each service before its own code: without a supervisor nobody would ever stop it. */
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
}, 500).unref();

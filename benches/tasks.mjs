// Tasks that hold the page's thread up, from a trace of the browser: by the clock, as the page's visitors feel it, and by the
// processor's time for it, because a busy machine takes the thread away in the middle of a task.

/** The categories that a trace needs for [`longTasks`]. */
export const TRACED = ["toplevel", "blink.user_timing"];

/**
 * The tasks of the page's thread that took over so many milliseconds by the clock: `{ from, clock, processor }` in
 * milliseconds, `from` since the page set this mark of User Timing. The mark tells which process was the page's.
 */
export function longTasks(trace, mark, over) {
  const { traceEvents } = JSON.parse(trace.toString());
  const page = traceEvents.find(({ name }) => name === mark);
  if (!page) throw new Error("the trace does not tell which process was the page's");
  const tasks = traceEvents.filter(({ name, pid, tid }) => name.endsWith("RunTask") && pid === page.pid && tid === page.tid);
  if (!tasks.some(({ tdur }) => tdur > 0)) throw new Error("the trace has no processor times");
  const long = tasks.filter(({ dur }) => dur > over * 1000);
  return long.map(({ ts, dur, tdur }) => ({ from: (ts - page.ts) / 1000, clock: dur / 1000, processor: tdur / 1000 }));
}

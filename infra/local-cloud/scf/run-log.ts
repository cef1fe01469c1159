import type { RunOutput } from './instance.js';

/** The platform's log of one run, in the order of reference 3.6: START, output, init report, ERROR, Response, END, Report. */
export function runLog(requestId: string, memoryMb: number, run: RunOutput): string {
  const mb = (run.memoryBytes / 1024 / 1024).toFixed(2);
  const lines = [
    `START RequestId:${requestId}`,
    ...(run.initMs === null
      ? []
      : [
          `Init Report RequestId:${requestId} Coldstart: ${Math.round(run.initMs)}ms Memory: ${memoryMb}MB MemUsage: ${mb}MB`,
        ]),
    ...run.output.split('\n').filter((line) => line !== ''),
    ...(run.status === 200
      ? []
      : [
          `ERROR RequestId:${requestId} Result:{"errorCode":${run.status},"errorMessage":${JSON.stringify(run.errorMessage)}}`,
        ]),
    `Response RequestId:${requestId} RetMsg:${run.status === 200 ? run.result : run.errorMessage}`,
    `END RequestId:${requestId}`,
    `Report RequestId:${requestId} Duration:${run.durationMs}ms Memory:${memoryMb}MB MemUsage:${mb}MB`,
  ];
  return `${lines.join('\n')}\n`;
}

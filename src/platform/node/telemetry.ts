/**
 * From 1.29 on, onnxruntime-node sends usage data to Microsoft, and keeps a database and an identifier of the machine in the home directory,
 * unless the process's environment refuses before it is first loaded. A worker's environment is a copy that native code doesn't see.
 */
export function refuseTelemetry(): void {
  try {
    process.env.ORT_DISABLE_TELEMETRY ??= '1';
  } catch {
    // Deno lets a program change its environment only if allowed to: `--allow-env=ORT_DISABLE_TELEMETRY`.
  }
}

/** Asking the service. What is written goes as forms, which the server makes. */

/** What the service said is wrong (RFC 9457), or that it cannot be reached. */
class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** Get JSON from an address of the service. Raises Problem. */
export async function get<T>(address: string, signal?: AbortSignal): Promise<T> {
  const answer = await asked(address, { headers: { Accept: "application/json" }, ...(signal && { signal }) });
  return (await answer.json()) as T;
}

async function asked(address: string, request: RequestInit): Promise<Response> {
  const answer = await fetch(address, { credentials: "same-origin", ...request });
  if (answer.ok) return answer;
  const body = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  throw new Problem(answer.status, String(body["detail"] ?? body["title"] ?? answer.statusText), body);
}

-- Requests for the load generator wrk: the queries of a file, one encoded path a line, over and over.
local requests, place = {}, 0

function init(arguments)
  wrk.headers["Accept"] = "application/sparql-results+json"
  if arguments[2] == "uncached" then wrk.headers["Cache-Control"] = "no-cache" end
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency)
  local faults = summary.errors
  io.write(string.format('{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e6, latency:percentile(99) / 1e6,
    faults.status + faults.connect + faults.read + faults.write + faults.timeout))
end

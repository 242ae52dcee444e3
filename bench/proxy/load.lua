-- What wrk sends: a thousand keys (fewer with large bodies: 64 MiB in all), made before the run, so that every run walks over
-- all servers and wrk stays cheap.
-- BENCH_UPLOAD: bytes of a body that is sent with POST. BENCH_HEADERS: lines for each request, %d is the number of its key.
-- BENCH_HELLO: what each of BENCH_CONNECTIONS connections begins with.
local keys, at, asked = 1000, 0, 0
local requests = {}
local hello = os.getenv("BENCH_HELLO") or ""
local connections = hello ~= "" and tonumber(os.getenv("BENCH_CONNECTIONS")) or 0

init = function()
  local size = tonumber(os.getenv("BENCH_UPLOAD") or 0)
  local body = size > 0 and string.rep("x", size) or nil
  keys = math.max(16, math.min(keys, math.floor(67108864 / math.max(size, 1))))
  for i = 1, keys do
    local headers = {}
    for name, value in string.gmatch(os.getenv("BENCH_HEADERS") or "", "([^:\n]+): ([^\n]+)") do
      headers[name] = string.gsub(value, "%%d", i)
    end
    requests[i] = wrk.format(body and "POST" or "GET", wrk.path .. "?key=" .. i, headers, body)
  end
end

-- wrk asks once before it connects, to see how a request looks; then each connection asks for its first one.
request = function()
  at = at % keys + 1
  asked = asked + 1
  if asked > 1 and asked <= connections + 1 then return hello .. requests[at] end
  return requests[at]
end

-- One line for measure.sh: requests, microseconds, three percentiles of the latency in microseconds, errors.
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("measured %d %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

-- The wrk script of bench/run. Environment:
-- STATUS: the expected status. Without UNKNOWN, the script uses wrk's own error count, which only separates statuses below 400
-- from the others.
-- SPREAD="first step count": requests the lists of this many random tenants, each with its own key, instead of wrk's URL.
-- UNKNOWN: sends random unknown keys instead. Each connection pauses for 50 ms on average before a request. The script compares
-- the status of every response, which slows wrk down.
local right = tonumber(os.getenv("STATUS"))
local first, step, count = (os.getenv("SPREAD") or ""):match("(%d+) (%d+) (%d+)")
local unknown = os.getenv("UNKNOWN")
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 1000000) -- a different sequence in each thread
  if first then
    request = function()
      local tenant = first + step * math.random(0, count - 1)
      local key = unknown and string.format("unknown-%08x%08x", math.random(0, 2 ^ 31), math.random(0, 2 ^ 31)) or "key-" .. tenant
      return wrk.format("GET", "/openapi.php/extensions?tenant=T" .. tenant .. "&key=" .. key)
    end
  end
end

if unknown then
  wrong = 0

  function delay()
    return math.random(0, 100)
  end

  function response(status)
    if status ~= right then
      wrong = wrong + 1
    end
  end
end

function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  if unknown then
    for _, thread in ipairs(threads) do
      failed = failed + thread:get("wrong")
    end
  elseif right > 399 then
    failed = failed + summary.requests - summary.errors.status
  else
    failed = failed + summary.errors.status
  end
  print("figures", summary.requests / summary.duration * 1e6, latency:percentile(99), failed, summary.requests)
end

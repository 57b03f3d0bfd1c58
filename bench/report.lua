-- wrk's side of bench/run. STATUS: the only status that is right. SPREAD="first step count": asks for the lists of so many
-- tenants, at random, instead of the same URL again and again.
local right = tonumber(os.getenv("STATUS"))
local first, step, count = (os.getenv("SPREAD") or ""):match("(%d+) (%d+) (%d+)")

function init(args)
  math.randomseed(os.time() + tonumber(tostring({}):match("0x(%x+)"), 16) % 1000000) -- each thread another sequence
  if first then
    request = function()
      local tenant = first + step * math.random(0, count - 1)
      return wrk.format("GET", "/openapi.php/extensions?tenant=T" .. tenant .. "&key=key-" .. tenant)
    end
  end
end

function done(summary, latency)
  local wrong = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  if right > 399 then
    wrong = wrong + summary.requests - summary.errors.status
  else
    wrong = wrong + summary.errors.status
  end
  print("figures", summary.requests / summary.duration * 1e6, latency:percentile(99), wrong)
end

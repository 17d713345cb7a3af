-- What wrk sends to POST /v1/classify, and what it tells of the answers: one line of JSON.
-- BENCH_TITLES: a file of titles, escaped for JSON; BENCH_KEY; BENCH_SIZE headlines a request;
-- BENCH_FRESH = 1: each title is another one, the words of two and a number.

local size = tonumber(os.getenv("BENCH_SIZE"))
local fresh = os.getenv("BENCH_FRESH") == "1"
local titles = {}
for line in io.lines(os.getenv("BENCH_TITLES")) do titles[#titles + 1] = line end

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")

local thread
function setup(one)
  thread = one
  thread:set("seed", os.time())
end

function init()
  math.randomseed(seed)
  ok, busy, bare, other = 0, 0, 0, 0
end

local function some_words(title, from, most)
  local found = {}
  for word in title:gmatch("%S+") do found[#found + 1] = word end
  local first = from == "start" and 1 or math.max(1, #found - most + 1)
  return table.concat(found, " ", first, math.min(#found, first + most - 1))
end

local function a_title()
  local one = titles[math.random(#titles)]
  if not fresh then return one end
  local another = titles[math.random(#titles)]
  return some_words(one, "start", 6) .. " " .. some_words(another, "end", 5) .. " " .. math.random(1e9)
end

function request()
  local rows = {}
  for place = 1, size do rows[place] = '{"title":"' .. a_title() .. '"}' end
  return wrk.format(nil, nil, nil, '{"headlines":[' .. table.concat(rows, ",") .. "]}")
end

function response(status, headers)
  if status == 200 then
    ok = ok + 1
  elseif status == 503 then
    busy = busy + 1
    if not (headers["retry-after"] or headers["Retry-After"]) then bare = bare + 1 end
  else
    other = other + 1
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"seconds":%.3f,"ok":%d,"busy":%d,"without_retry_after":%d,"other":%d,"p50":%.2f,"p99":%.2f}\n',
    summary.duration / 1e6, thread:get("ok"), thread:get("busy"), thread:get("bare"),
    thread:get("other") + errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000
  ))
end

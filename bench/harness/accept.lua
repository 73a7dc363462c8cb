-- P1's load: every request has its own Idempotency-Key and goes to the next lane of the prepared file (lines of key, account and channel, separated by tabs).
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local recipients = {
  email = '"recipient":{"address":"person-%d@example.com","name":"Person %d"},"content":{"subject":"A quick introduction","text":"%s"}',
  linkedin = '"recipient":{"profile_url":"https://www.linkedin.com/in/person-%d/","name":"Person %d"},"content":{"text":"%s"}',
  whatsapp = '"recipient":{"phone":"+1415%07d","name":"Person %d"},"content":{"text":"%s"}',
}
local text = "Hi, we read your note on lane keeping and would like to show you ours next week."

-- What precedes the key in the header, what stands between it and the key in the body, what follows.
local heads, middles, tails = {}, {}, {}
local count, lane, sequence, run = 0, 0, 0, ""

function init(args)
  run = args[1]
  for line in io.lines(args[2]) do
    local key, account, channel = line:match("^(%S+)\t(%S+)\t(%S+)$")
    count = count + 1
    local start = string.format('{"account_id":"%s","channel":"%s","action":"outreach",', account, channel)
      .. string.format(recipients[channel], count, count, text)
      .. ',"metadata":{"campaign":"bench","sequence":"'
    local finish = '"},"min_channel_task_interval_seconds":60}'
    heads[count] = "POST /api/v1/outreach/dispatches HTTP/1.1\r\nHost: " .. wrk.host
      .. "\r\nAuthorization: Bearer " .. key
      .. "\r\nContent-Type: application/json\r\nContent-Length: " .. (#start + #run + 13 + #finish)
      .. "\r\nIdempotency-Key: "
    middles[count] = "\r\n\r\n" .. start
    tails[count] = finish
  end
  -- Threads begin apart, so that they do not meet on one lane.
  lane = math.floor(count / 2) * number
end

function request()
  sequence = sequence + 1
  lane = lane % count + 1
  local key = string.format("%s-%02d-%09d", run, number, sequence)
  return heads[lane] .. key .. middles[lane] .. key .. tails[lane]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('\n{"requests":%d,"micros":%d,"refused":%d,"broken":%d,"p50":%.3f,"p99":%.3f}\n',
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end

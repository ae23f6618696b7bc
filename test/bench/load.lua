-- What wrk sends and reports. Arguments: known <prefix> <count>, unseen <prefix>, sessions <prefix> <token>,
-- fixed <token>, none.

local marker = "__TOKEN__"

local function template(token)
  wrk.headers["Authorization"] = token and ("Bearer " .. token) or nil
  return wrk.format("GET", "/userinfo")
end

function init(args)
  local kind, prefix = args[1], args[2]
  if kind == "known" then
    local count, requests, at = tonumber(args[3]), {}, 0
    for i = 0, count - 1 do requests[i] = template(prefix .. i) end
    -- A stride that shares no factor with the count: every token comes, none next to its neighbour.
    request = function()
      at = (at + 7919) % count
      return requests[at]
    end
  elseif kind == "unseen" or kind == "sessions" then
    if kind == "sessions" then wrk.headers["X-Mock-Session"] = marker end
    local text = template(kind == "unseen" and marker or args[3])
    local first, last = text:find(marker, 1, true)
    local head, tail, serial = text:sub(1, first - 1) .. prefix, text:sub(last + 1), 0
    request = function()
      serial = serial + 1
      return head .. serial .. tail
    end
  else
    local text = template(kind == "fixed" and prefix or nil)
    request = function() return text end
  end
end

function done(summary)
  local errors = summary.errors
  io.write(string.format('RESULT {"requests":%d,"seconds":%.6f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end

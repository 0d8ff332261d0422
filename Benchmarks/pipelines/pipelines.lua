local size = 1000000

local function where(rows, holds)
  local kept = {}
  for i = 1, #rows do if holds(rows[i]) then kept[#kept + 1] = rows[i] end end
  return kept
end

local function map(rows, change)
  local changed = {}
  for i = 1, #rows do changed[i] = change(rows[i]) end
  return changed
end

local function sum(rows)
  local total = 0
  for i = 1, #rows do total = total + rows[i] end
  return total
end

local function run(n)
  local rows = {}
  for i = 1, n do rows[i] = i end
  local total = 0
  for round = 1, 5 do
    total = total + sum(map(where(rows, function(x) return x % 3 == 0 end), function(x) return x * 2 + round end))
  end
  return total
end

print(run(size))

local size = 10000000

local function step(total, i) return total + i end

local function run(n)
  local total = 0
  for i = 1, n do total = step(total, i) end
  return total
end

print(run(size))

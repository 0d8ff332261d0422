local size = 5000000

local function run(n)
  local xs = {}
  for i = 1, n do xs[#xs + 1] = i * 7 % 1000 end
  local total = 0
  for i = 1, n do total = total + xs[i] * xs[n + 1 - i] end
  return total
end

print(run(size))

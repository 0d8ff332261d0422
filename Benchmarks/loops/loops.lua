local size = 50000000

local function run(n)
  local total = 0
  for i = 1, n do total = (total * 3 + i) % 1000003 end
  return total
end

print(run(size))

local size = 300000

local function steps(start)
  local n = start
  local count = 0
  while n ~= 1 do
    if n % 2 == 0 then n = n // 2 else n = 3 * n + 1 end
    count = count + 1
  end
  return count
end

local total = 0
for i = 1, size do total = total + steps(i) end
print(total)

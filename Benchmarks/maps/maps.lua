local size = 5000000

local function run(n)
  local counts = {}
  local length = 0
  for i = 1, n do
    local key = i * 7919 % 100003
    local count = counts[key]
    if count == nil then
      length = length + 1
      count = 0
    end
    counts[key] = count + 1
  end
  return length * 1000 + (counts[7919] or 0)
end

print(run(size))

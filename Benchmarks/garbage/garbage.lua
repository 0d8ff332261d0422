local size = 10000000

local function run(n)
  local ring = {}
  for i = 0, 999 do ring[i] = { number = i, next = i + 1, name = "r" } end
  local total = 0
  for i = 1, n do
    local slot = i % 1000
    total = (total + ring[slot].next) % 1000003
    ring[slot] = { number = i, next = i + 1, name = "r" }
  end
  return total
end

print(run(size))

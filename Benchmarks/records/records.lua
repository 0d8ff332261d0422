local size = 10000000

local function run(n)
  local point = { x = 0, y = 1, name = "p" }
  for i = 1, n do
    point.x = point.x + point.y
    point.y = i - point.x
  end
  return point.x + point.y
end

print(run(size))

local size = 1000000

local function run(n)
  local xs = {}
  local seed = 42
  for i = 1, n do
    seed = (seed * 1103515245 + 12345) % 2147483648
    xs[i] = seed
  end
  table.sort(xs, function(a, b) return 0 - a < 0 - b end)
  return xs[1] - xs[n // 2 + 1] + xs[n]
end

print(run(size))

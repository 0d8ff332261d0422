local size = 5000000

local function run(n)
  local parts = {}
  for i = 1, n do parts[#parts + 1] = "ab" end
  return #table.concat(parts)
end

print(run(size))

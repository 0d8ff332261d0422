local size = 2000000

local function run(n)
  local first = "Dana"
  local last = "Reyes"
  local same = 0
  for i = 1, n do
    local full = first .. " " .. last
    if full == "Dana Reyes" then same = same + 1 end
  end
  return same
end

print(run(size))

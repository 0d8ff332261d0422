#!/bin/sh
# Foundation brings ICU's data along, 34 MB of it, about half of a static binary. Kindly asks for a quarter of that: this
# makes .build/icu/data.o with what it needs, and .build/icu/flags, with which the linker takes it instead. Where a tool
# is missing, or Foundation is built another way, there are no flags, and the binary is a larger one that does the same.
#   icu-data.sh
set -eu
cd "$(dirname "$0")/.."
folder=$PWD/.build/icu
static=$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1_static/p')
library=$static/linux/lib_FoundationICU.a

[ "$(uname -s)" = Linux ] || exit 0
[ -e "$folder/flags" ] && [ "$folder/flags" -nt "$library" ] && [ "$folder/flags" -nt Tools/trim-icu-data.swift ] && exit 0
mkdir -p "$folder"
rm -f "$folder/flags"

larger() {
  echo "The binary will have all of ICU's data: $1" >&2
  exit 0
}
[ -e "$library" ] || larger "there is no static Foundation"
for program in ar objcopy nm clang; do
  command -v $program >/dev/null 2>&1 || larger "there is no $program"
done
(cd "$folder" && ar x "$library" icu_packaged_data.cpp.o) 2>/dev/null || larger "it is not where it was"
symbol=$(nm "$folder/icu_packaged_data.cpp.o" | sed -n 's/.* R \(icudt[0-9]*_dat\)$/\1/p')
[ -n "$symbol" ] || larger "it has another name"
objcopy -O binary --only-section=.rodata "$folder/icu_packaged_data.cpp.o" "$folder/all.dat"
[ -x "$folder/trim" ] && [ "$folder/trim" -nt Tools/trim-icu-data.swift ] ||
  swiftc -swift-version 6 -o "$folder/trim" Tools/trim-icu-data.swift
"$folder/trim" "$folder/all.dat" "$folder/data.dat"
cat > "$folder/data.s" <<END
.section .rodata.icu,"a",@progbits
.globl __wrap_$symbol
.type __wrap_$symbol,@object
.balign 64
__wrap_$symbol:
.incbin "$folder/data.dat"
.size __wrap_$symbol, .-__wrap_$symbol
.section .note.GNU-stack,"",@progbits
END
clang -c "$folder/data.s" -o "$folder/data.o"
# Whoever asks for the symbol gets ours; the archive's own is then nobody's, and left out.
echo "-Xlinker --wrap=$symbol -Xlinker $folder/data.o" > "$folder/flags"

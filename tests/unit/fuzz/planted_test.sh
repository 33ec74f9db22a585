#!/usr/bin/env bash
# The replay of fuzz targets finds a planted fault, leaves the input that shows it, and fails on it again.
#   planted_test.sh PROGRAM
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf 'an input\n' >corpus
printf '"planted"\n' >words

"$1" --mutate 1000 corpus || { echo "fails without the word"; exit 1; }
if "$1" --mutate 1000 --dictionary words corpus; then echo "does not find the fault"; exit 1; fi
grep -q planted crash-planted || { echo "does not leave the input"; exit 1; }
if "$1" crash-planted; then echo "does not fail again"; exit 1; fi
for wrong in '--mutate' '--dictionary none corpus' '--other 1' 'none'; do
  status=0
  # shellcheck disable=SC2086
  "$1" $wrong 2>/dev/null || status=$?
  [ "$status" = 2 ] || { echo "takes $wrong"; exit 1; }
done

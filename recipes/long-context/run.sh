#!/usr/bin/env bash
# Trains a model on pairs to be recalled, extends its context in stages, and measures what it recalls after each.
#
#   recipes/long-context/run.sh MODEL [OUT]      MODEL: yoco-gret, yoco-swa or transformer
#
# STAGES: context:steps, the first from scratch. LENGTHS: what is measured. DEVICE: cpu or cuda.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
yoco=$here/../../yoco
model=${1:?give yoco-gret, yoco-swa or transformer}
out=${2:-runs/long-context}
stages=${STAGES:-64:2400 256:1000 1024:400}
lengths=${LENGTHS:-64,128,256,512,1K,2K,4K}
device=${DEVICE:-cpu}
tokens_a_step=${TOKENS_A_STEP:-2048}

previous=
for stage in $stages; do
  context=${stage%:*}
  steps=${stage#*:}
  data=$out/data-$context
  pairs=$((context < 1152 ? context / 18 + 2 : 64))
  documents=$(((steps * tokens_a_step + context - 1) / context + 64))
  [ -f "$data/train.tokens" ] ||
    "$yoco" tokenize synthetic --kind recall --length "$context" --pairs "$pairs" --documents "$documents" --out "$data"
  if [ -z "$previous" ]; then
    "$yoco" train --config "${RECIPES:-$here}/$model.json" --data "$data/train.tokens" --out "$out/$model" \
      --steps "$steps" --device "$device"
  else
    "$yoco" train --resume --out "$out/$model" --context "$context" --data "$data/train.tokens" --steps "$steps" \
      --device "$device"
  fi
  "$yoco" eval recall --model "$out/$model" --pairs 4 --lengths "$lengths" --device "$device" --out "$out/$model-recall-$context"
  previous=$context
done

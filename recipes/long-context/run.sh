#!/usr/bin/env bash
# Trains a model on pairs to be recalled, extends its context in stages, and measures what it recalls after each.
#
#   recipes/long-context/run.sh MODEL [OUT]      MODEL: yoco-gret, yoco-swa or transformer
#
# STAGES: context:steps, the first from scratch. LENGTHS: what is measured. DEVICE: cpu or cuda.
# BATCH: sequences of the first stage in a step; later stages have as many tokens where they divide.
# TRAIN and EVAL: more options of yoco train and yoco eval recall. YOCO: the command, if it is not the launcher.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
read -ra yoco <<<"${YOCO:-$here/../../yoco}"
model=${1:?give yoco-gret, yoco-swa or transformer}
out=${2:-runs/long-context}
stages=${STAGES:-64:2400 256:1000 1024:400}
lengths=${LENGTHS:-64,128,256,512,1K,2K,4K}
device=${DEVICE:-cpu}
batch=${BATCH:-32}
read -ra train <<<"${TRAIN:-}"
read -ra eval <<<"${EVAL:-}"

previous=
for stage in $stages; do
  context=${stage%:*}
  steps=${stage#*:}
  data=$out/data-$context
  pairs=$((context < 2628 ? context / 18 + 2 : 148)) # as many as there are keys to hold out
  sequences=$((batch * ${stages%%:*} / context))
  documents=$((steps * (sequences > 0 ? sequences : 1) + 64))
  [ -f "$data/train.tokens" ] ||
    "${yoco[@]}" tokenize synthetic --kind recall --length "$context" --pairs "$pairs" --documents "$documents" --out "$data"
  if [ -z "$previous" ]; then
    "${yoco[@]}" train --config "${RECIPES:-$here}/$model.json" --data "$data/train.tokens" --out "$out/$model" \
      --steps "$steps" --batch-size "$batch" --device "$device" "${train[@]}"
  else
    "${yoco[@]}" train --resume --out "$out/$model" --context "$context" --data "$data/train.tokens" --steps "$steps" \
      --device "$device"
  fi
  "${yoco[@]}" eval recall --model "$out/$model" --pairs 4 --lengths "$lengths" --device "$device" \
    --out "$out/$model-recall-$context" "${eval[@]}"
  previous=$context
done

/// Byte-level byte-pair encoding: training a vocabulary and writing it as a `tokenizer.json`.
///
/// To read: [BpeTrainer] (what it does), [MergeLoop][dev.yoco4j.text.bpe.MergeLoop] (how), then
/// [TokenizerFile] (what is written).
@NullMarked
package dev.yoco4j.text.bpe;

import org.jspecify.annotations.NullMarked;

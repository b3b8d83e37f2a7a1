/// From text files to batches of token ids, without tensors.
///
/// [Corpus] finds the documents, [TokenCache] turns them into token ids once and keeps them in a
/// [TokenFile], [TokenSplit] sets documents aside for validation, and [TokenSequences] cuts what is
/// left into sequences in an order that is a function of seed and position alone.
///
/// ```
/// Corpus corpus = Corpus.of(List.of(Path.of("books"), Path.of("src.zip")));
/// try (TokenFile file = new TokenCache(folder).tokenise(corpus, tokenizer, TokenProgress.NONE).open()) {
///   TokenSplit split = TokenSplit.of(file, 0.05, seed);
///   TokenSequences training = TokenSequences.shuffled(split.training(), 1024, seed);
///   long[] tokens = training.batch(position, 8); // [8, 1025]
/// }
/// ```
@NullMarked
package dev.yoco4j.training.data;

import org.jspecify.annotations.NullMarked;

/// From text files to batches of token ids, without tensors: [Corpus] finds the documents and
/// [TokenCache] turns them into token ids once and keeps them in a [TokenFile].
@NullMarked
package dev.yoco4j.training.data;

import org.jspecify.annotations.NullMarked;

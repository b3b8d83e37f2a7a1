/// From text files to batches of token ids, without tensors: [Corpus] finds the documents.
@NullMarked
package dev.yoco4j.training.data;

import org.jspecify.annotations.NullMarked;

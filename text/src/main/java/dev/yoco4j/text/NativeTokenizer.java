package dev.yoco4j.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Arrays;

/// A tokenizer of Hugging Face's native library; its memory is freed when nobody refers to it.
///
/// DJL's `HuggingFaceTokenizer` is passed by: it cuts every text at 512 tokens unless told not to,
/// fetches seven arrays for each encoding (token texts and character spans among them) of which one
/// is needed, and calls home when it is created.
final class NativeTokenizer {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

  private final long handle;

  private NativeTokenizer(long handle) {
    this.handle = handle;
    CLEANER.register(this, () -> LIBRARY.deleteTokenizer(handle));
  }

  /// Reads the content of a `tokenizer.json`.
  ///
  /// @throws RuntimeException of the library, if it does not like it
  static NativeTokenizer parse(String json) {
    NativeLibrary.load();
    return new NativeTokenizer(LIBRARY.createTokenizerFromString(json));
  }

  int[] encode(String text) {
    try {
      long encoding = LIBRARY.encode(handle, text, false);
      try {
        return Arrays.stream(LIBRARY.getTokenIds(encoding)).mapToInt(Math::toIntExact).toArray();
      } finally {
        LIBRARY.deleteEncoding(encoding);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  String decode(int[] tokens) {
    try {
      return LIBRARY.decode(handle, Arrays.stream(tokens).asLongStream().toArray(), false);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}

package dev.yoco4j.text;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import dev.yoco4j.text.bpe.WellFormed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.stream.IntStream;

/// The tokenizer of the published YOCO models: cl100k_base, every id 4 higher than in tiktoken.
///
/// | ids | tokens |
/// |-----|--------|
/// | 0, 1, 2, 3 | `<s>`, `<pad>`, `</s>`, `<unk>`; no text |
/// | 4 to 100259 | cl100k_base's 0 to 100255 |
/// | 100261 to 100264 | its `<\|endoftext\|>`, `<\|fim_prefix\|>`, `<\|fim_middle\|>`, `<\|fim_suffix\|>` |
/// | 100268 to 100285 | `<fim_prefix>` to `<commit_after>`, the reference's own |
///
/// The vocabulary is 100288, a multiple of 8; ids between these are never given and have no text.
///
/// Unlike other special tokens the named ones from 100261 on decode to their names, as the
/// reference does, so that `decode(encodeWithSpecials(text))` is `text`. The exception is
/// `<|endofprompt|>`, which shares 100280 with `<jupyter_code>` and comes back as the latter.
public final class Cl100kTokenizer implements Tokenizer {
  /// The class that [#save] names in `tokenizer_config.json`.
  static final String CLASS_NAME = "YocoCl100kBase";

  private static final List<String> PREFIX = List.of("<s>", "<pad>", "</s>", "<unk>");
  private static final int SHIFT = PREFIX.size();
  private static final int ORDINARY_TOKENS = 100_256;
  private static final int VOCABULARY_SIZE = 100_288;
  private static final Encoding CL100K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
  private static final TokenBytes BYTES = bytes();

  /// Creates the tokenizer; all are alike and share their tables.
  public Cl100kTokenizer() {}

  @Override
  public int vocabularySize() {
    return VOCABULARY_SIZE;
  }

  @Override
  public int[] encode(String text) {
    int[] tokens = CL100K.encodeOrdinary(WellFormed.text(text)).toArray();
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] += SHIFT;
    }
    return tokens;
  }

  /// Encodes text in which the names of special tokens mean the tokens, for reproducing the
  /// reference (its `allowed_special="all"`).
  ///
  /// Never use it for text that comes from someone else. `<s>` and the other three of the prefix
  /// are ordinary text here too.
  ///
  /// @param text any text
  /// @return its token ids
  public int[] encodeWithSpecials(String text) {
    IntStream.Builder tokens = IntStream.builder();
    Matcher special = Cl100kSpecialTokens.ANY.matcher(text);
    int end = 0;
    while (special.find()) {
      Arrays.stream(encode(text.substring(end, special.start()))).forEach(tokens);
      tokens.add(tokenId(special.group()).orElseThrow());
      end = special.end();
    }
    Arrays.stream(encode(text.substring(end))).forEach(tokens);
    return tokens.build().toArray();
  }

  @Override
  public String decode(int[] tokens) {
    return BYTES.decode(tokens);
  }

  @Override
  public Optional<byte[]> bytes(int token) {
    return Optional.of(BYTES.of(token).clone());
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    return new Utf8StreamingDecoder(BYTES);
  }

  @Override
  public OptionalInt beginOfText() {
    return tokenId("<s>");
  }

  @Override
  public OptionalInt endOfText() {
    return tokenId("</s>");
  }

  @Override
  public OptionalInt tokenId(String special) {
    int prefix = PREFIX.indexOf(special);
    if (prefix >= 0) {
      return OptionalInt.of(prefix);
    }
    Integer id = Cl100kSpecialTokens.IDS.get(special);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id + SHIFT);
  }

  @Override
  public Map<String, Integer> specialTokens() {
    Map<String, Integer> ids = new LinkedHashMap<>();
    PREFIX.forEach(name -> ids.put(name, PREFIX.indexOf(name)));
    Cl100kSpecialTokens.IDS.forEach((name, id) -> ids.put(name, id + SHIFT));
    return ids;
  }

  /// Writes a `tokenizer_config.json` whose `tokenizer_class` is `YocoCl100kBase`, by which
  /// [Tokenizers#load] knows this tokenizer; its tables are part of the program.
  ///
  /// @param folder where to; made if it is not there
  @Override
  public void save(Path folder) {
    Map<String, Object> config =
        Map.of(
            "tokenizer_class",
            CLASS_NAME,
            "base",
            "cl100k_base",
            "shift",
            SHIFT,
            "vocab_size",
            VOCABULARY_SIZE,
            "bos_token",
            "<s>",
            "eos_token",
            "</s>");
    new TokenizerFolder(folder).write(config);
  }

  private static TokenBytes bytes() {
    var bytes = new byte[VOCABULARY_SIZE][];
    Arrays.fill(bytes, new byte[] {});
    for (int id = 0; id < ORDINARY_TOKENS; id++) {
      var one = new IntArrayList(1);
      one.add(id);
      bytes[id + SHIFT] = CL100K.decodeBytes(one);
    }
    Cl100kSpecialTokens.IDS.forEach(
        (name, id) -> bytes[id + SHIFT] = name.getBytes(StandardCharsets.UTF_8));
    return new TokenBytes(bytes);
  }
}

package dev.yoco4j.text;

import dev.yoco4j.text.bpe.WellFormed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import tools.jackson.databind.node.JsonNodeFactory;

/// A tokenizer that is described by a Hugging Face `tokenizer.json`.
///
/// Encoding is done by Hugging Face's own library. It has no switch for reading the names of
/// special tokens as ordinary text, so it is given a description in which they have other names,
/// which no text can spell: `<|endoftext|>` in a text is thirteen characters. Truncation, padding
/// and the adding of special tokens, which a `tokenizer.json` can ask for, are off.
///
/// Byte-level vocabularies are decoded here; the others by the library.
///
/// Long text is encoded in parts where the vocabulary's pattern is known to allow it: the one of
/// [BpeTrainer][dev.yoco4j.text.bpe.BpeTrainer], Llama 3 and Qwen 2. With others a call needs some
/// 180 bytes of native memory for each byte of its text.
public final class JsonTokenizer implements Tokenizer {
  private static final int SEGMENT = 4096; // shorter gains little, longer is slower

  private final JsonVocabulary vocabulary;
  private final NativeTokenizer library;
  private final DocumentTokens documentTokens;
  private final byte[] tokenizerFile;
  private final Optional<byte[]> configFile;

  private JsonTokenizer(
      JsonVocabulary vocabulary,
      NativeTokenizer library,
      DocumentTokens documentTokens,
      byte[] tokenizerFile,
      Optional<byte[]> configFile) {
    this.vocabulary = vocabulary;
    this.library = library;
    this.documentTokens = documentTokens;
    this.tokenizerFile = tokenizerFile;
    this.configFile = configFile;
  }

  /// Loads a tokenizer, and finds the tokens that stand before and after a document: by the names
  /// in the `tokenizer_config.json` beside it, where there is one that names them, or else among
  /// the special tokens by the usual names.
  ///
  /// @param file a `tokenizer.json`
  /// @return the tokenizer
  /// @throws CorruptTokenizerException if a file is missing, damaged or not understood
  public static JsonTokenizer load(Path file) {
    return load(file, Optional.empty());
  }

  /// Loads a tokenizer whose document tokens are known, from a model's `config.json` for example.
  ///
  /// @param file a `tokenizer.json`
  /// @param documentTokens what stands before and after a document
  /// @return the tokenizer
  /// @throws CorruptTokenizerException if a file is missing, damaged or not understood
  /// @throws IllegalArgumentException if a document token is not in the vocabulary
  public static JsonTokenizer load(Path file, DocumentTokens documentTokens) {
    return load(file, Optional.of(documentTokens));
  }

  @Override
  public int vocabularySize() {
    return vocabulary.size();
  }

  @Override
  public int[] encode(String text) {
    String wellFormed = WellFormed.text(text);
    if (!vocabulary.allowsSegments()) {
      return encodeWhole(wellFormed);
    }
    IntStream.Builder tokens = IntStream.builder();
    int start = 0;
    while (start < wellFormed.length()) {
      int end = Segments.end(wellFormed, start, SEGMENT);
      Arrays.stream(encodeWhole(wellFormed.substring(start, end))).forEach(tokens);
      start = end;
    }
    return tokens.build().toArray();
  }

  /// Encodes well-formed text in one call.
  int[] encodeWhole(String text) {
    try {
      return text.isEmpty() ? new int[] {} : library.encode(text);
    } catch (RuntimeException e) {
      throw new CorruptTokenizerException(
          vocabulary.file(), "has no tokens for a text: " + e.getMessage(), e);
    }
  }

  @Override
  public String decode(int[] tokens) {
    Optional<TokenBytes> bytes = vocabulary.bytes();
    if (bytes.isPresent()) {
      return bytes.get().decode(tokens);
    }
    for (int token : tokens) {
      TokenBytes.checkToken(token, vocabularySize());
    }
    return library.decode(
        Arrays.stream(tokens).filter(t -> !vocabulary.special().get(t)).toArray());
  }

  @Override
  public Optional<byte[]> bytes(int token) {
    return vocabulary.bytes().map(all -> all.of(token).clone());
  }

  @Override
  public StreamingDecoder streamingDecoder() {
    Optional<TokenBytes> bytes = vocabulary.bytes();
    if (bytes.isPresent()) {
      return new Utf8StreamingDecoder(bytes.get());
    }
    return new WindowStreamingDecoder(
        library::decode, vocabularySize(), vocabulary.special(), vocabulary.singleBytes());
  }

  @Override
  public OptionalInt beginOfText() {
    return documentTokens.beginOfText();
  }

  @Override
  public OptionalInt endOfText() {
    return documentTokens.endOfText();
  }

  /// Finds a token that the file lists as added to the vocabulary, special or not.
  @Override
  public OptionalInt tokenId(String special) {
    Integer id = vocabulary.addedTokens().get(special);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  @Override
  public Map<String, Integer> specialTokens() {
    Map<String, Integer> ids = new LinkedHashMap<>(vocabulary.addedTokens());
    ids.values().removeIf(id -> !vocabulary.special().get(id));
    return ids;
  }

  /// Writes the file that was loaded, and its `tokenizer_config.json` if there was one.
  ///
  /// Document tokens that were given to [#load] are not part of these files.
  @Override
  public void save(Path folder) {
    new TokenizerFolder(folder).write(tokenizerFile, configFile);
  }

  private static JsonTokenizer load(Path file, Optional<DocumentTokens> known) {
    byte[] content = TokenizerFolder.read(file);
    var json = TokenizerJson.of(file, TokenizerFolder.parse(file, content));
    JsonVocabulary vocabulary = json.vocabulary();
    Path configPath = file.resolveSibling("tokenizer_config.json");
    Optional<byte[]> config =
        Files.exists(configPath) ? Optional.of(TokenizerFolder.read(configPath)) : Optional.empty();
    DocumentTokens documentTokens =
        known.orElseGet(() ->
            DocumentTokenNames.find(
                vocabulary.addedTokens(),
                config
                    .map(bytes -> TokenizerFolder.parse(configPath, bytes))
                    .orElseGet(JsonNodeFactory.instance::objectNode)));
    check("begin of text", documentTokens.beginOfText(), vocabulary.size());
    check("end of text", documentTokens.endOfText(), vocabulary.size());
    return new JsonTokenizer(vocabulary, parse(file, json), documentTokens, content, config);
  }

  private static NativeTokenizer parse(Path file, TokenizerJson json) {
    NativeLibrary.load();
    try {
      return NativeTokenizer.parse(json.withoutSpecialNames());
    } catch (RuntimeException e) {
      throw new CorruptTokenizerException(file, "is not a tokenizer: " + e.getMessage(), e);
    }
  }

  private static void check(String name, OptionalInt token, int vocabularySize) {
    if (token.isPresent() && (token.getAsInt() < 0 || token.getAsInt() >= vocabularySize)) {
      throw new IllegalArgumentException(
          "%s must be at least 0 and below %d, was %d"
              .formatted(name, vocabularySize, token.getAsInt()));
    }
  }
}

package dev.yoco4j.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Finds tokenizers: in a model's folder, or built in.
public final class Tokenizers {
  private static final int LARGEST_BYTES_FILE = 1 << 15; // others are not worth reading twice

  private Tokenizers() {}

  /// Loads the tokenizer of a model.
  ///
  /// | in the folder | tokenizer |
  /// |---------------|-----------|
  /// | `tokenizer_config.json` with the class `YocoCl100kBase`, from [Cl100kTokenizer#save] | [Cl100kTokenizer] |
  /// | `tokenizer.json` as [ByteTokenizer#save] writes it | [ByteTokenizer] |
  /// | any other `tokenizer.json` | [JsonTokenizer] |
  /// | `params.json`: a published YOCO model | [Cl100kTokenizer] |
  ///
  /// @param modelFolder a model's folder
  /// @return its tokenizer, by the first line of the table that fits
  /// @throws IllegalArgumentException if there is no tokenizer in the folder, or no folder
  /// @throws CorruptTokenizerException if a file is damaged or not understood
  public static Tokenizer load(Path modelFolder) {
    return find(modelFolder)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s has no tokenizer: looked for tokenizer.json, for tokenizer_config.json with the class %s,"
                        .formatted(modelFolder, Cl100kTokenizer.CLASS_NAME)
                    + " and for params.json of a published YOCO model"));
  }

  /// The tokenizer of a folder that may have none.
  ///
  /// @param modelFolder a model's folder
  /// @return its tokenizer, by the first line of the table that fits, or empty
  /// @throws CorruptTokenizerException if a file is damaged or not understood
  public static Optional<Tokenizer> find(Path modelFolder) {
    var folder = new TokenizerFolder(modelFolder);
    if (isCl100k(folder.config())) {
      return Optional.of(new Cl100kTokenizer());
    }
    if (Files.exists(folder.tokenizer())) {
      return Optional.of(
          isBytes(folder.tokenizer())
              ? new ByteTokenizer()
              : JsonTokenizer.load(folder.tokenizer()));
    }
    return Files.exists(folder.officialParameters())
        ? Optional.of(new Cl100kTokenizer())
        : Optional.empty();
  }

  /// Names a tokenizer that needs no file.
  ///
  /// @param name `bytes` or `cl100k_base`
  /// @return the tokenizer
  /// @throws IllegalArgumentException if there is none of that name
  public static Tokenizer named(String name) {
    return switch (name) {
      case "bytes" -> new ByteTokenizer();
      case "cl100k_base" -> new Cl100kTokenizer();
      default ->
          throw new IllegalArgumentException("tokenizer must be bytes or cl100k_base, was " + name);
    };
  }

  private static boolean isCl100k(Path config) {
    return Files.exists(config)
        && TokenizerFolder.parse(config, TokenizerFolder.read(config))
            .path("tokenizer_class")
            .asString("")
            .equals(Cl100kTokenizer.CLASS_NAME);
  }

  private static boolean isBytes(Path tokenizer) {
    byte[] content = TokenizerFolder.read(tokenizer);
    return content.length < LARGEST_BYTES_FILE
        && TokenizerFolder.parse(tokenizer, content).equals(ByteTokenizer.file().tokenizer());
  }
}

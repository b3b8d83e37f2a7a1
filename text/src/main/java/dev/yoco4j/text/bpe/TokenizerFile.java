package dev.yoco4j.text.bpe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A byte-level vocabulary as Hugging Face's `tokenizer.json` and `tokenizer_config.json`.
///
/// The special tokens stand in the model's vocabulary, so that each has the id that is written, and
/// among the added tokens, so that Python finds them in text.
///
/// @param tokenizer content of `tokenizer.json`
/// @param config content of `tokenizer_config.json`
public record TokenizerFile(JsonNode tokenizer, JsonNode config) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /// A trained vocabulary.
  ///
  /// @param vocabulary its tokens and merges
  /// @return what to write
  public static TokenizerFile of(BpeVocabulary vocabulary) {
    List<String> tokens = vocabulary.tokens();
    List<String> merges = new ArrayList<>();
    for (BpeVocabulary.Merge merge : vocabulary.merges()) {
      merges.add(tokens.get(merge.left()) + " " + tokens.get(merge.right()));
    }
    ObjectNode pieces = NODES.objectNode().put("type", "Sequence");
    pieces.putArray("pretokenizers").add(split()).add(byteLevel());
    return of(tokens, merges, pieces, BpeVocabulary.SPECIAL_TOKENS);
  }

  /// A vocabulary of the 256 bytes, whose ids are their values, and special tokens.
  ///
  /// @param beginOfText the special token 256
  /// @param endOfText the special token 257
  /// @return what to write
  public static TokenizerFile ofBytes(String beginOfText, String endOfText) {
    List<String> tokens = new ArrayList<>();
    for (int value = 0; value < 256; value++) {
      tokens.add(ByteAlphabet.write(new byte[] {(byte) value}));
    }
    List<String> specials = List.of(beginOfText, endOfText);
    tokens.addAll(specials);
    return of(tokens, List.of(), byteLevel(), specials);
  }

  /// Writes both files, each whole or not at all.
  ///
  /// @param folder where to; made if it is not there
  /// @throws UncheckedIOException if that fails
  public void save(Path folder) {
    try {
      Files.createDirectories(folder);
      write(folder, "tokenizer.json", tokenizer);
      write(folder, "tokenizer_config.json", config);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "tokenizer not saved into " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void write(Path folder, String name, JsonNode content) throws IOException {
    Path unfinished = folder.resolve(name + ".tmp");
    try {
      Files.write(unfinished, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
      Files.move(unfinished, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /// Puts the parts together; the first two special tokens begin and end a text.
  private static TokenizerFile of(
      List<String> tokens, List<String> merges, ObjectNode pieces, List<String> specials) {
    ObjectNode tokenizer = NODES.objectNode().put("version", "1.0");
    tokenizer.putNull("truncation").putNull("padding");
    var added = tokenizer.putArray("added_tokens");
    for (String special : specials) {
      added.add(addedToken(tokens.indexOf(special), special));
    }
    tokenizer.putNull("normalizer");
    tokenizer.set("pre_tokenizer", pieces);
    tokenizer.putNull("post_processor");
    tokenizer.set("decoder", byteLevel());
    tokenizer.set("model", model(tokens, merges));
    ObjectNode config =
        NODES
            .objectNode()
            .put("tokenizer_class", "PreTrainedTokenizerFast")
            .put("bos_token", specials.get(0))
            .put("eos_token", specials.get(1))
            .put("clean_up_tokenization_spaces", false);
    return new TokenizerFile(tokenizer, config);
  }

  private static ObjectNode addedToken(int id, String content) {
    return NODES
        .objectNode()
        .put("id", id)
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }

  private static ObjectNode split() {
    ObjectNode split = NODES.objectNode().put("type", "Split");
    split.putObject("pattern").put("Regex", PreTokenizer.PATTERN);
    return split.put("behavior", "Isolated").put("invert", false);
  }

  private static ObjectNode byteLevel() {
    return NODES
        .objectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", false);
  }

  private static ObjectNode model(List<String> tokens, List<String> merges) {
    ObjectNode model = NODES.objectNode().put("type", "BPE");
    model.putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.get(id), id);
    }
    var list = model.putArray("merges");
    merges.forEach(list::add);
    return model;
  }
}

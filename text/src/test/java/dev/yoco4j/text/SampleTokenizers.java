package dev.yoco4j.text;

import dev.yoco4j.text.bpe.BpeConfig;
import dev.yoco4j.text.bpe.BpeTrainer;
import dev.yoco4j.text.bpe.BpeVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Small tokenizers for tests.
final class SampleTokenizers {
  private SampleTokenizers() {}

  /// A vocabulary trained on some Java and on random text.
  static BpeVocabulary vocabulary() {
    String java = "public static void main(String[] args) {\n    System.out.println(args);\n}\n";
    var random = new RandomText(1);
    Stream<String> documents =
        Stream.concat(
            Stream.of(java, java + java), Stream.generate(() -> random.next(50)).limit(40));
    return new BpeTrainer(BpeConfig.of(700)).train(documents).vocabulary();
  }

  static JsonTokenizer trained(Path folder) {
    vocabulary().save(folder);
    return JsonTokenizer.load(folder.resolve("tokenizer.json"));
  }

  /// A vocabulary as Llama 2 has: characters, `▁` for spaces, and single bytes for what it lacks.
  static JsonTokenizer llama(Path folder) throws IOException {
    List<String> vocabulary = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    for (int value = 0; value < 256; value++) {
      vocabulary.add(String.format(Locale.ROOT, "<0x%02X>", value));
    }
    vocabulary.addAll(List.of("▁", "a", "b", "▁a", "é", "日", "👍", "▁ab", "<", "s", ">", "/", "|"));
    return load(
        folder,
        """
        {"added_tokens": [{"id": 0, "content": "<unk>", "special": true, %1$s},
                          {"id": 1, "content": "<s>", "special": true, %1$s},
                          {"id": 2, "content": "</s>", "special": true, %1$s}],
         "normalizer": {"type": "Sequence", "normalizers": [
            {"type": "Prepend", "prepend": "▁"},
            {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]},
         "pre_tokenizer": null,
         "post_processor": null,
         "decoder": {"type": "Sequence", "decoders": [
            {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
            {"type": "ByteFallback"}, {"type": "Fuse"},
            {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
         "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
            "vocab": {%2$s}, "merges": ["▁ a", "▁a b"]}}
        """
            .formatted(FLAGS, numbered(vocabulary)));
  }

  /// A vocabulary with scores, in which the name of a special token would be the best piece.
  static JsonTokenizer unigram(Path folder) throws IOException {
    return load(
        folder,
        """
        {"added_tokens": [{"id": 0, "content": "<unk>", "special": true, %1$s},
                          {"id": 1, "content": "</s>", "special": true, %1$s}],
         "model": {"type": "Unigram", "unk_id": 0,
            "vocab": [["<unk>", 0.0], ["</s>", 0.0], ["<", -2.0], ["/", -2.0], ["s", -2.0],
                      [">", -2.0], ["a", -2.0]]}}
        """
            .formatted(FLAGS));
  }

  static JsonTokenizer load(Path folder, String json) throws IOException {
    return JsonTokenizer.load(Files.writeString(folder.resolve("tokenizer.json"), json));
  }

  static final String FLAGS =
      "\"single_word\": false, \"lstrip\": false, \"rstrip\": false, \"normalized\": false";

  private static String numbered(List<String> tokens) {
    List<String> entries =
        IntStream.range(0, tokens.size())
            .mapToObj(id -> "\"%s\": %d".formatted(tokens.get(id), id))
            .toList();
    return String.join(", ", entries);
  }
}

package dev.yoco4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizersTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void a_published_model_has_cl100k() throws IOException {
    Files.writeString(folder.resolve("params.json"), "{}");
    assertThat(Tokenizers.load(folder)).isInstanceOf(Cl100kTokenizer.class);
    SampleTokenizers.trained(folder);
    assertThat(Tokenizers.load(folder)).isInstanceOf(JsonTokenizer.class);
  }

  @Test
  void a_folder_without_tokenizer_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tokenizers.load(folder))
        .withMessage(
            folder
                + " has no tokenizer: looked for tokenizer.json, for tokenizer_config.json with the"
                + " class YocoCl100kBase, and for params.json of a published YOCO model");
  }

  @Test
  void built_in_tokenizers_have_names() {
    assertThat(Tokenizers.named("bytes")).isInstanceOf(ByteTokenizer.class);
    assertThat(Tokenizers.named("cl100k_base")).isInstanceOf(Cl100kTokenizer.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tokenizers.named("gpt2"))
        .withMessage("tokenizer must be bytes or cl100k_base, was gpt2");
  }

  @Test
  void a_folder_that_cannot_be_written_is_named() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    var all = List.of(new ByteTokenizer(), new Cl100kTokenizer(), SampleTokenizers.llama(folder));
    for (Tokenizer tokenizer : all) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> tokenizer.save(file.resolve("sub")))
          .withMessageStartingWith("tokenizer not saved into " + file.resolve("sub"));
    }
  }
}

package dev.yoco4j.inference.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yoco4j.inference.TokenIds;
import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.Parameters;
import dev.yoco4j.model.preset.ModelPresets;
import dev.yoco4j.model.weights.ModelFingerprint;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.Precision;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.blocks.BlockFormat;
import dev.yoco4j.torch.blocks.BlockWriter;
import dev.yoco4j.torch.blocks.NamedRows;
import dev.yoco4j.torch.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

class ContextFileTest {
  private static final TokenIds IDS = TokenIds.of(5, 0, 65_535, Integer.MAX_VALUE);

  @TempDir Path folder;
  private final Scope scope = Scope.open();
  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = folder.resolve("some.context");
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void a_context_is_what_was_saved() {
    Tensor keys = torch.randn(4, 2, 8).to(ScalarType.BFloat16);
    Tensor state = torch.randn(2, 8, 16);
    List<Tensor> pieces = List.of(keys.narrow(0, 0, 3), keys.narrow(0, 3, 1));
    write(IDS, List.of(new NamedRows("keys", pieces), NamedRows.of("state", state)));
    assertThat(ContextFile.header(file)).isEqualTo(ContextHeaderTest.header(4, 4));
    try (ContextFile open = ContextFile.open(file)) {
      assertThat(open.names()).containsExactly("tokens", "keys", "state");
      assertThat(open.tokens()).isEqualTo(IDS);
      assertThat(open.mapped("keys").equal(keys)).isTrue();
      assertThat(open.copy("state").equal(state)).isTrue();
      open.verify("keys");
      open.verify();
      assertThat(file).hasSize(open.bytes());
    }
  }

  @Test
  void a_context_of_no_positions_can_be_saved() {
    write(TokenIds.none(), List.of());
    try (ContextFile open = ContextFile.open(file)) {
      assertThat(open.tokens()).isEqualTo(TokenIds.none());
    }
  }

  @Test
  void a_tensor_that_a_header_promises_must_be_there() {
    write(IDS, List.of());
    try (ContextFile open = ContextFile.open(file)) {
      assertThatThrownBy(() -> open.mapped("keys"))
          .isInstanceOf(CorruptFileException.class)
          .hasMessage(file + ": has no tensor 'keys'");
    }
  }

  @Test
  void tokens_must_be_as_many_as_the_header_says() {
    for (NamedRows wrong :
        List.of(
            ContextFile.tokens(TokenIds.of(1, 2, 3)),
            NamedRows.of("tokens", torch.zeros(4)),
            NamedRows.of("ids", torch.zeros(4).to(ScalarType.Int)))) {
      ContextHeader header = ContextHeaderTest.header(4, 4);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ContextFile.write(file, header, List.of(wrong)))
          .withMessage("there must be a tensor 'tokens' of 4 int32 ids");
      BlockWriter.write(file, new BlockFormat("YOCOPAST", 1, "x"), header.toJson(), List.of(wrong));
      assertThatThrownBy(() -> ContextFile.open(file))
          .isInstanceOf(CorruptFileException.class)
          .hasMessageMatching(
              ".*: (tensor 'tokens' is .*, expected I32 \\[4]|has no tensor 'tokens')");
    }
  }

  @Test
  void another_model_is_refused_with_what_to_do() {
    write(IDS, List.of());
    ContextModel saved = ContextHeaderTest.header(4, 4).model();
    ModelFingerprint other = new ModelFingerprint("f".repeat(64));
    String made = file + " was made with another model: yoco of 1,234,567 parameters in bfloat16";
    try (ContextFile open = ContextFile.open(file)) {
      open.refuseOther(saved);
      open.refuseOther(new ContextModel(saved.fingerprint(), "renamed", 1, saved.dtype(), "dense"));
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              open.refuseOther(new ContextModel(other, "transformer", 1234, "float32", "dense")))
          .withMessage(
              made
                  + " (0123456789ab), not transformer of 1,234 parameters in float32"
                  + " (ffffffffffff); use the model that it was made with, or save the context"
                  + " again with this model");
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              open.refuseOther(new ContextModel(other, "yoco", 1_234_567, "float32", "dense")))
          .withMessageStartingWith(made)
          .withMessageContaining("; load the model in bfloat16, or save the context again");
      assertThatIllegalArgumentException()
          .isThrownBy(() ->
              open.refuseOther(
                  new ContextModel(saved.fingerprint(), "yoco", 1_234_567, "bfloat16", "int8")))
          .withMessageStartingWith(made)
          .withMessageContaining(
              "not yoco of 1,234,567 parameters in bfloat16 with weights in int8")
          .withMessageContaining("; run it with weights in dense, or save");
    }
  }

  @Test
  void a_model_is_told_from_itself_in_another_precision() {
    List<ContextModel> models = new ArrayList<>();
    for (Precision precision : Precision.values()) {
      try (LanguageModel model =
          LanguageModel.build(
              ModelPresets.named("yoco-tiny-gret"), Parameters.random(1, precision))) {
        models.add(ContextModel.of(model));
        assertThat(ContextModel.of(model)).isEqualTo(models.getLast());
      }
    }
    assertThat(models).extracting(ContextModel::dtype).containsExactly("float32", "bfloat16");
    assertThat(models).extracting(ContextModel::fingerprint).doesNotHaveDuplicates();
  }

  @Test
  void damaged_tensors_are_refused_when_they_are_read() throws IOException {
    write(IDS, List.of(NamedRows.of("keys", torch.zeros(4, 8))));
    byte[] bytes = Files.readAllBytes(file);
    bytes[(1 << 16) + 1] ^= 1;
    bytes[(2 << 16) + 1] ^= 1;
    Files.write(file, bytes);
    try (ContextFile open = ContextFile.open(file)) {
      String what = ": block 0 of tensor '%s' (bytes %d to %d) does not match its checksum";
      assertThatThrownBy(open::tokens)
          .isInstanceOf(CorruptFileException.class)
          .hasMessage(file + what.formatted("tokens", 1 << 16, (2 << 16) - 1));
      assertThatThrownBy(() -> open.verify("keys"))
          .isInstanceOf(CorruptFileException.class)
          .hasMessage(file + what.formatted("keys", 2 << 16, (3 << 16) - 1));
    }
  }

  @Test
  void other_files_are_refused_in_one_line() throws IOException {
    SafetensorsWriter.write(file, Map.of("t", torch.zeros(99)));
    refused("is not a saved context: it does not begin with YOCOPAST");
    Files.write(file, new byte[0]);
    refused("is not a saved context: it has only 0 bytes");
    BlockWriter.write(
        file,
        new BlockFormat("YOCOPAST", 2, "x"),
        JsonNodeFactory.instance.objectNode(),
        List.of());
    refused("is a saved context of version 2, this program reads version 1");
    BlockWriter.write(
        file,
        new BlockFormat("YOCOPAST", 1, "x"),
        JsonNodeFactory.instance.objectNode(),
        List.of());
    refused("header: version is missing");
    Files.delete(file);
    assertThatThrownBy(() -> ContextFile.open(file)).isInstanceOf(UncheckedIOException.class);
    Files.createDirectory(file);
    refused("is a folder, not a saved context");
  }

  private void refused(String what) {
    assertThatThrownBy(() -> ContextFile.header(file))
        .isInstanceOf(CorruptFileException.class)
        .hasMessage(file + ": " + what);
  }

  private void write(TokenIds ids, List<NamedRows> tensors) {
    List<NamedRows> all = new ArrayList<>(tensors);
    all.addFirst(ContextFile.tokens(ids));
    ContextFile.write(file, ContextHeaderTest.header(ids.size(), ids.size()), all);
  }
}

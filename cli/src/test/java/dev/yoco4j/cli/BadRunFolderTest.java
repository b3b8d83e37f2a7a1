package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.yoco4j.model.weights.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders to write a run to that cannot be written, are something else, or hold another run.
class BadRunFolderTest {
  @TempDir private Path folder = Path.of("");
  private Path text = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void make() throws IOException {
    text = Files.writeString(folder.resolve("text.txt"), "the quick brown fox\n".repeat(50));
    out = folder.resolve("run");
  }

  private Invocation train(Object... words) {
    List<Object> args = new ArrayList<>(List.of("train", "--out", out, "--data", text));
    args.addAll(List.of("--sequence-length", 16, "--batch-size", 1, "--tokenizer", "bytes"));
    args.addAll(List.of("--validation-fraction", 0, "--preset", "yoco-tiny-gret"));
    args.addAll(List.of(words));
    return Invocation.of(args.toArray());
  }

  @Test
  void another_run_is_not_gone_on_with_and_not_written_over() throws IOException {
    train("--steps", 1).requireDone();
    Path weights = out.resolve("checkpoint-1/model.safetensors");
    byte[] before = Files.readAllBytes(weights);
    train("--steps", 1).requireOneLine(1, out, "holds checkpoints of an earlier run", "--resume");
    train("--steps", 1, "--resume", "--dtype", "bfloat16", "--seed", 9)
        .requireOneLine(
            1,
            out + " was begun with other settings",
            "recipe.dtype was \"float32\", is \"bfloat16\"",
            "recipe.seed was 1, is 9");
    train("--steps", 4, "--resume").requireOneLine(1, "steps was 1, is 4");
    Files.writeString(text, "jumps over the lazy dog\n".repeat(50));
    train("--steps", 1, "--resume").requireOneLine(1, "other settings: tokens was \"");
    assertThat(weights).hasBinaryContent(before);
    Invocation.requireNothingHalfWritten(out);
  }

  @Test
  void resuming_where_nothing_is_needs_to_be_told_what_to_train() {
    Invocation.of("train", "--out", out, "--resume")
        .requireOneLine(2, "--preset or --config is missing");
    assertThat(out).doesNotExist();
  }

  @Test
  void a_checkpoint_that_was_tampered_with_is_named() throws IOException {
    train("--steps", 1).requireDone();
    Path state = out.resolve("checkpoint-1/training.json");
    String whole = Files.readString(state);
    for (String broken : List.of("", "{", "{}", whole.replace("\"position\"", "\"place\""))) {
      Files.writeString(state, broken);
      Invocation.of("train", "--out", out, "--resume").requireOneLine(1, state);
    }
    Files.delete(state);
    Invocation.of("train", "--out", out, "--resume")
        .requireOneLine(1, state, "there is no such file");
  }

  @Test
  void a_file_where_the_folder_should_be_stays() throws IOException {
    Files.writeString(out, "mine");
    train("--steps", 1).requireOneLine(1, out, "a file of that name is in the way");
    assertThat(out).hasContent("mine");
    out = out.resolve("below");
    train("--steps", 1).requireOneLine(1, out);
  }

  @Test
  void a_folder_that_cannot_be_written_is_named() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder, "ro")) {
      assumeTrue(disk.mounted(), "skipped: no read-only disk can be mounted here");
      out = disk.folder().resolve("run");
      train("--steps", 1).requireOneLine(1, out, "can't be written: ", "Read-only file system");
    }
  }

  /// Room for one checkpoint and a half.
  @Test
  void a_full_disk_leaves_the_old_checkpoint_as_it_was() throws IOException {
    try (SmallDisk disk = SmallDisk.mount(folder, "size=4608k")) {
      assumeTrue(disk.mounted(), "skipped: no small disk can be mounted here");
      out = disk.folder().resolve("run");
      train("--steps", 3, "--save-every", 1, "--keep", 1)
          .requireOneLine(1, "cannot write ", "No space left on device", "bytes needed");
      Invocation.requireNothingHalfWritten(out);
      assertThat(RunFolder.checkpoints(out))
          .extracting(RunFolder.Checkpoint::step)
          .containsExactly(1L);
      Invocation.of("info", "--model", out).requireDone();
      Path copy = disk.folder().resolve("copy");
      Files.write(disk.folder().resolve("ballast"), new byte[1_000_000]);
      Invocation.of("convert", "--from", out, "--to", copy)
          .requireOneLine(1, "cannot write ", copy, "No space left on device");
      Invocation.requireNothingHalfWritten(copy);
      assertThat(copy).isEmptyDirectory();
    }
  }
}

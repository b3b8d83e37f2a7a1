package dev.yoco4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCommitTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir private Path git = Path.of("");

  @Test
  void the_commit_is_found_loose_packed_or_without_a_branch() throws IOException {
    assertThat(SourceCommit.of(git)).isEqualTo("unknown");
    Files.writeString(git.resolve("HEAD"), COMMIT + "\n");
    assertThat(SourceCommit.of(git)).isEqualTo(COMMIT);
    Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
    assertThat(SourceCommit.of(git)).isEqualTo("unknown");
    Files.writeString(git.resolve("packed-refs"), "# pack-refs\n" + COMMIT + " refs/heads/main\n");
    assertThat(SourceCommit.of(git)).isEqualTo(COMMIT);
    Files.createDirectories(git.resolve("refs/heads"));
    Files.writeString(git.resolve("refs/heads/main"), "f" + COMMIT.substring(1) + "\n");
    assertThat(SourceCommit.of(git)).startsWith("f123");
  }
}

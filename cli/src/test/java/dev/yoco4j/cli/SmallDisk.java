package dev.yoco4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file system of its own, where this process may mount one: Linux, as root.
///
/// @param folder where it is
/// @param mounted whether it could be mounted
record SmallDisk(Path folder, boolean mounted) implements AutoCloseable {
  static SmallDisk mount(Path parent, String options) throws IOException {
    Path folder = Files.createDirectory(parent.resolve("disk"));
    boolean linux = System.getProperty("os.name", "").equals("Linux");
    return new SmallDisk(
        folder,
        linux && succeeds("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()));
  }

  @Override
  public void close() {
    if (mounted) {
      // Lazily: a mapped file may still be on it.
      boolean _ = succeeds("umount", "--lazy", folder.toString());
    }
  }

  private static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

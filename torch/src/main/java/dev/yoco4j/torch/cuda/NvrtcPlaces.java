package dev.yoco4j.torch.cuda;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/// Where the compiler of kernels may be: where the system looks, in `java.library.path`, and in
/// JavaCPP's jar of CUDA's libraries if that is on the class path.
final class NvrtcPlaces {
  private static final List<String> NAMES = List.of("libnvrtc.so.13", "libnvrtc.so");
  private static final int NEWEST_MINOR = 9;

  private NvrtcPlaces() {}

  /// All of them, in the order to try.
  ///
  /// @return names and paths; the last ones are unpacked when the stream comes to them
  static Stream<String> all() {
    return Stream.of(
            NAMES.stream(), libraryPath(), Stream.of(NAMES.getFirst()).flatMap(NvrtcPlaces::jar))
        .flatMap(places -> places);
  }

  private static Stream<String> libraryPath() {
    return Stream.of(System.getProperty("java.library.path", "").split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
        .filter(Files::exists)
        .map(Path::toString);
  }

  /// The compiler loads its built-in functions from a library beside it, so both are unpacked.
  private static Stream<String> jar(String name) {
    IntStream.rangeClosed(0, NEWEST_MINOR)
        .mapToObj(minor -> "libnvrtc-builtins.so.13." + minor)
        .forEach(NvrtcPlaces::unpacked);
    return unpacked(name).stream();
  }

  private static Optional<String> unpacked(String name) {
    URL resource =
        NvrtcPlaces.class.getResource("/org/bytedeco/cuda/" + Loader.getPlatform() + "/" + name);
    if (resource == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Loader.cacheResource(resource).getPath());
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}

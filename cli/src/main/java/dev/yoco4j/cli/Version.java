package dev.yoco4j.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// The version of this build, without loading libtorch.
final class Version implements IVersionProvider {
  /// The version of the jar, or `development` where classes run from a folder.
  static String number() {
    return Objects.requireNonNullElse(
        Main.class.getPackage().getImplementationVersion(), "development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {"yoco4j " + number(), "Java " + Runtime.version()};
  }
}

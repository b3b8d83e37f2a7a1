package dev.yoco4j.cli;

/// The command line itself is wrong: exit code 2.
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}

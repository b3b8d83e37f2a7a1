package dev.yoco4j.benchmark.serve;

/// A server answered with another status than 200.
final class RefusedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 300;

  private final int status;

  /// @param status of HTTP
  /// @param body of the answer
  RefusedException(int status, String body) {
    super("the server answered with status " + status + ": " + shown(body));
    this.status = status;
  }

  private static String shown(String body) {
    String line = body.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  int status() {
    return status;
  }
}

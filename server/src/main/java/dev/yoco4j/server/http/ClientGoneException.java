package dev.yoco4j.server.http;

/// Nobody reads the answer any more.
public final class ClientGoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(Throwable cause) {
    super("the client went away", cause);
  }
}

package dev.yoco4j.server.http;

import io.helidon.webserver.CloseConnectionException;

/// Nobody reads the answer any more.
///
/// It is of the type that Helidon closes a connection for without a word: a client that goes away
/// is nothing to log.
public final class ClientGoneException extends CloseConnectionException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(Throwable cause) {
    super("the client went away", cause);
  }
}

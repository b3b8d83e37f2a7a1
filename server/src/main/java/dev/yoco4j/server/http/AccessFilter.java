package dev.yoco4j.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yoco4j.server.AccessConfig;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;

/// Lets through who may ask.
///
/// - Without a key the server listens on loopback, where any page in a browser of the machine could
///   reach it: requests whose `Host` or `Origin` is another machine's are refused.
/// - With a key, requests need it; the page and `/health` do not.
/// - Pages of other origins may ask where the configuration names them.
public final class AccessFilter implements Filter {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final AccessConfig config;
  private final boolean loopback;

  /// A filter.
  ///
  /// @param config who may ask
  /// @param loopback whether the server listens for this machine alone
  public AccessFilter(AccessConfig config, boolean loopback) {
    this.config = config;
    this.loopback = loopback;
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String origin = request.headers().first(HeaderNames.ORIGIN).orElse("");
    String host = request.authority();
    if (loopback && !host.isEmpty() && !LOOPBACK.contains(name(host))) {
      throw refused("this server answers requests to localhost, not to " + host);
    }
    boolean named = config.corsOrigins().contains(origin);
    if (!origin.isEmpty() && !named && !isSame(origin, host)) {
      throw refused("pages of " + origin + " may not ask; yoco serve --cors-origin allows them");
    }
    if (named) {
      response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
      response.header(HeaderNames.VARY, "Origin");
      if (request.prologue().method().equals(Method.OPTIONS)) {
        preflight(response);
        return;
      }
    }
    if (needsKey(request.path().path()) && !hasKey(request)) {
      throw new ApiError(
          401,
          "authentication_error",
          "invalid_api_key",
          "",
          "this server wants its API key: Authorization: Bearer KEY");
    }
    chain.proceed();
  }

  private static void preflight(RoutingResponse response) {
    response.header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE");
    response.header(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type");
    response.header(HeaderNames.ACCESS_CONTROL_MAX_AGE, "600");
    response.status(Status.NO_CONTENT_204).send();
  }

  private static ApiError refused(String message) {
    return new ApiError(403, "invalid_request_error", "forbidden_origin", "", message);
  }

  private static String name(String authority) {
    String host = authority.toLowerCase(Locale.ROOT);
    int port = host.lastIndexOf(':');
    return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
  }

  private static boolean isSame(String origin, String host) {
    try {
      return host.equalsIgnoreCase(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean needsKey(String path) {
    return !path.equals("/health") && PageFiles.find(path).isEmpty();
  }

  private boolean hasKey(RoutingRequest request) {
    if (config.apiKey().isEmpty()) {
      return true;
    }
    byte[] wanted = ("Bearer " + config.apiKey().get()).getBytes(UTF_8);
    byte[] given = request.headers().first(HeaderNames.AUTHORIZATION).orElse("").getBytes(UTF_8);
    return MessageDigest.isEqual(wanted, given); // takes as long wherever they differ
  }
}

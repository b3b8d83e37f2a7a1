package dev.yoco4j.server.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files of the page, at the root of the server.
public final class PageFiles {
  private static final String FOLDER = "/dev/yoco4j/server/page/";
  private static final Pattern NAME = Pattern.compile("/([a-z][a-z0-9-]*\\.(html|css|js|svg))");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /// Nothing from elsewhere, nothing inline, no frames.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private PageFiles() {}

  /// A file.
  ///
  /// @param name in the folder
  /// @param type of the content
  record PageFile(String name, String type) {}

  /// The file at a path.
  ///
  /// @param path of a request
  /// @return the file, if there is one
  static Optional<PageFile> find(String path) {
    Matcher name = NAME.matcher(path.equals("/") ? "/index.html" : path);
    return Optional.of(name)
        .filter(Matcher::matches)
        .map(match -> new PageFile(match.group(1), TYPES.getOrDefault(match.group(2), "")))
        .filter(file -> PageFiles.class.getResource(FOLDER + file.name()) != null);
  }

  /// Answers with a file.
  ///
  /// @param request of its path
  /// @param response to write to
  public static void get(ServerRequest request, ServerResponse response) {
    PageFile file =
        find(request.path().path())
            .orElseThrow(() ->
                ApiError.missing("unknown_path", "there is nothing at " + request.path().path()));
    response.header(HeaderNames.CONTENT_TYPE, file.type());
    response.header("Content-Security-Policy", POLICY);
    response.header("X-Content-Type-Options", "nosniff");
    response.header("Referrer-Policy", "no-referrer");
    response.header(HeaderNames.CACHE_CONTROL, "no-cache");
    response.send(read(file));
  }

  private static byte[] read(PageFile file) {
    try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + file.name())) {
      return in == null ? new byte[0] : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
